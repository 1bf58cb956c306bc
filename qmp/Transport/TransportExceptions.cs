using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>No server answered at this endpoint (exit code 3).</summary>
public sealed class EndpointUnreachableException : IOException
{
    public EndpointUnreachableException(QmpEndpoint endpoint, Exception inner)
        : base($"{endpoint}: cannot connect: {inner.Message}", inner)
    {
    }

    /// <summary>Somebody listens there, and does not speak to us.</summary>
    public EndpointUnreachableException(QmpEndpoint endpoint, string reason)
        : base($"{endpoint}: {reason}")
    {
    }
}

/// <summary>This endpoint cannot be listened on: in use, or not ours to create (exit code 2).</summary>
public sealed class EndpointRefusedException : IOException
{
    public EndpointRefusedException(QmpEndpoint endpoint, string reason, Exception? inner = null)
        : base($"{endpoint}: cannot listen: {reason}", inner)
    {
    }
}

/// <summary>A connection broke while it was in use.</summary>
public sealed class ConnectionLostException : IOException
{
    public ConnectionLostException(QmpEndpoint endpoint, SocketException inner)
        : base($"{endpoint}: connection lost: {inner.Message}", inner) => Reset = inner.SocketErrorCode == SocketError.ConnectionReset;

    /// <summary>The peer reset the connection, as against any other failure.</summary>
    public bool Reset { get; }
}
