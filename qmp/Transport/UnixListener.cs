namespace QmpFuzz.Qmp.Transport;

/// <summary>Whether somebody listens on a unix socket: its file is there from bind on, but a client is refused until listen.</summary>
public static class UnixListener
{
    private const string Sockets = "/proc/net/unix";
    private const string Listening = " 00010000 ";          // the flag __SO_ACCEPTCON

    /// <summary>The file is there and, as far as the kernel tells, a client is not refused. Connects to nobody.</summary>
    public static bool IsUp(string path)
    {
        if (!Path.Exists(path))
        {
            return false;
        }

        string[] bound = File.Exists(Sockets) ? [.. File.ReadLines(Sockets).Where(line => line.EndsWith($" {path}", StringComparison.Ordinal))] : [];
        return bound.Length == 0 || bound.Any(line => line.Contains(Listening, StringComparison.Ordinal));
    }
}
