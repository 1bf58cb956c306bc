using QmpFuzz.Recorder.Import;

namespace QmpFuzz.Cli;

/// <summary>How sessions that an import or a capture has made are told to people and to programs.</summary>
internal static class CaptureReport
{
    public static string Describe(ImportedSession session) =>
        $"client {session.ClientBytes} bytes in {session.ClientMessages} messages, server {session.ServerBytes} bytes in {session.ServerMessages} messages"
        + (session.LostBytes > 0 ? $", {session.LostBytes} bytes lost" : "");

    public static object ForJson(ImportedSession session) => new
    {
        file = session.File,
        client_bytes = session.ClientBytes,
        client_messages = session.ClientMessages,
        server_bytes = session.ServerBytes,
        server_messages = session.ServerMessages,
        lost_bytes = session.LostBytes,
    };
}
