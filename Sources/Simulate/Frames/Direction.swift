/// Who sends, seen from the server, where the capture is made.
enum Direction {
    case fromClient, fromServer
}
