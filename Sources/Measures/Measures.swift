// Measures
//
// What a monitoring system is told, as values: families of samples with labels, histograms, and the text of the Prometheus
// exposition format, version 0.0.4. Nothing here measures or remembers by itself: who counts keeps its own numbers, and
// makes families of them when somebody asks. Which metrics there are is said by `Orchestrator/Monitoring/MetricName.swift`.
