namespace QmpFuzz.Qmp.Json;

/// <summary>Follows what a client sends with the server's own lexer, to tell whether a message or a fault is unfinished.</summary>
public sealed class MessageBoundary
{
    private readonly MessageFramer _framer = new();

    /// <summary>What comes next begins a message of its own; if not, a byte such as 0xFF gets there, at the price of one error.</summary>
    public bool IsBetweenMessages => _framer.IsBetweenMessages;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (_framer.TryTake(ref bytes, out JsonMessage? message))
        {
            _framer.Recycle(message);
        }
    }

    /// <summary>A new connection.</summary>
    public void Reset() => _framer.Reset();
}
