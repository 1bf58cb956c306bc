using System.Net;
using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A listening socket. A unix socket file is created 0600 and removed on <see cref="Dispose"/>; one left behind by a dead
/// server is taken over, one with a live server behind it is refused.
/// </summary>
public sealed class QmpListener : IDisposable
{
    private readonly Socket _socket;
    private volatile bool _disposed;

    private QmpListener(Socket socket, QmpEndpoint endpoint)
    {
        _socket = socket;
        Endpoint = endpoint;
    }

    /// <summary>What is listened on, with the port that the system chose if 0 was asked for.</summary>
    public QmpEndpoint Endpoint { get; }

    /// <summary>Listens, with room for <paramref name="backlog"/> waiting clients; failure is an <see cref="EndpointRefusedException"/>.</summary>
    public static QmpListener Bind(QmpEndpoint endpoint, int backlog = 128, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        if (endpoint.Path is { } path)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
            {
                throw new EndpointRefusedException(endpoint, $"there is no folder {folder}");
            }

            RemoveDeadSocket(endpoint, path);
        }

        Socket socket = endpoint.CreateSocket();
        try
        {
            socket.Bind(endpoint.ToAddress());
            if (endpoint.Path is not null)
            {
                File.SetUnixFileMode(endpoint.Path, mode);
            }

            socket.Listen(backlog);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new EndpointRefusedException(endpoint, failure.Message, failure);
        }

        return new QmpListener(socket, socket.LocalEndPoint is IPEndPoint bound ? endpoint with { Port = bound.Port } : endpoint);
    }

    /// <summary>Waits for a client; failure is an <see cref="IOException"/> of this client only.</summary>
    public async Task<QmpSocket> AcceptAsync(CancellationToken cancellation) => new(await AcceptClientAsync(cancellation), Endpoint);

    /// <summary>
    /// Waits for a client on the calling thread; several may, and one of them is woken for it. Null: the listener was disposed.
    /// Failure is an <see cref="IOException"/> of this client only.
    /// </summary>
    public RelaySocket? Accept()
    {
        try
        {
            return new RelaySocket(Prepare(_socket.Accept()));
        }
        catch (Exception failure) when (_disposed && failure is SocketException or ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException failure)
        {
            throw CannotAccept(failure);
        }
    }

    /// <summary>The same for a client that one thread of ours will poll.</summary>
    public async Task<PolledSocket> AcceptPolledAsync(CancellationToken cancellation) => new(await AcceptClientAsync(cancellation), Endpoint);

    /// <summary>The same for one thread that waits with a limit; null: nobody came in time, or whoever came has left again.</summary>
    public PollingSocket? TryAccept(TimeSpan limit)
    {
        try
        {
            return _socket.Poll(limit, SelectMode.SelectRead) ? new PollingSocket(Prepare(_socket.Accept())) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
        if (Endpoint.Path is { } path)
        {
            File.Delete(path);
        }
    }

    private async Task<Socket> AcceptClientAsync(CancellationToken cancellation)
    {
        try
        {
            return Prepare(await _socket.AcceptAsync(cancellation));
        }
        catch (SocketException failure)
        {
            throw CannotAccept(failure);
        }
    }

    private Socket Prepare(Socket client)
    {
        if (Endpoint.Path is null)
        {
            client.NoDelay = true;
        }

        return client;
    }

    private IOException CannotAccept(SocketException failure) => new($"{Endpoint}: cannot accept: {failure.Message}", failure);

    private static void RemoveDeadSocket(QmpEndpoint endpoint, string path)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        using Socket probe = endpoint.CreateSocket();
        try
        {
            probe.Connect(endpoint.ToAddress());
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException failure)
        {
            throw new EndpointRefusedException(endpoint, "the path exists and is not a dead socket", failure);
        }

        throw new EndpointRefusedException(endpoint, "another server is listening there");
    }

    // connect() answers "refused" for a regular file as well: only the kind of file tells them apart
    private static bool IsSocket(string path) =>
        (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0 && new FileInfo(path).Length == 0
        && !IsRegular(path);

    private static bool IsRegular(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return true;
        }
        catch (IOException)                                 // open() of a socket is ENXIO
        {
            return false;
        }
    }
}
