using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>Where a QMP server listens: <c>unix:PATH</c> or <c>tcp:HOST:PORT</c> (IPv6 hosts in brackets).</summary>
public sealed record QmpEndpoint
{
    private QmpEndpoint(string? path, string? host, int port) => (Path, Host, Port) = (path, host, port);

    /// <summary>The socket file, or null for TCP.</summary>
    public string? Path { get; }

    /// <summary>Host name or address without brackets, or null for a unix socket.</summary>
    public string? Host { get; }

    /// <summary>TCP port; 0 asks the system for a free one when listening.</summary>
    public int Port { get; init; }

    public static QmpEndpoint Unix(string path) => new(path, null, 0);

    public static QmpEndpoint Tcp(string host, int port) => new(null, host, port);

    /// <summary>Reads an endpoint as users write it; on false, <paramref name="reason"/> says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out QmpEndpoint? endpoint, out string reason)
    {
        endpoint = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return TryParseUnix(text, text["unix:".Length..], out endpoint, out reason);
        }

        if (text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return TryParseTcp(text, text["tcp:".Length..], out endpoint, out reason);
        }

        reason = $"'{text}' is not an endpoint: expected unix:PATH or tcp:HOST:PORT";
        return false;
    }

    public override string ToString() =>
        Path is not null ? $"unix:{Path}"
        : Host!.Contains(':', StringComparison.Ordinal) ? $"tcp:[{Host}]:{Port}"
        : $"tcp:{Host}:{Port}";

    internal Socket CreateSocket() => Path is not null
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    internal EndPoint ToAddress() => Path is not null
        ? new UnixDomainSocketEndPoint(Path)
        : IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host!, Port);

    private static bool TryParseUnix(string text, string path, [NotNullWhen(true)] out QmpEndpoint? endpoint, out string reason)
    {
        const int longest = 107;                            // sun_path of Linux, less its NUL
        endpoint = null;
        int length = System.Text.Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > longest)
        {
            reason = $"'{text}': a unix socket path has 1 to {longest} bytes, this one has {length}";
            return false;
        }

        endpoint = Unix(path);
        reason = "";
        return true;
    }

    private static bool TryParseTcp(string text, string address, [NotNullWhen(true)] out QmpEndpoint? endpoint, out string reason)
    {
        endpoint = null;
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? "" : address[..colon].Trim('[', ']');
        if (host.Length == 0
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > IPEndPoint.MaxPort)
        {
            reason = $"'{text}': expected tcp:HOST:PORT with a port from 0 to {IPEndPoint.MaxPort}";
            return false;
        }

        endpoint = Tcp(host, port);
        reason = "";
        return true;
    }
}
