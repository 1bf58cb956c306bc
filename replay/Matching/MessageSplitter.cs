using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Cuts a server's bytes, in any chunking, into messages: each ends at a line feed outside all braces, so that pretty-printed
/// ones stay whole. A line feed inside a string is not JSON; it ends the message, so that one broken line costs no other.
/// </summary>
internal sealed class MessageSplitter
{
    private const byte GuestAgentReset = 0xFF;              // stands before replies to guest-sync-delimited

    private readonly ArrayBufferWriter<byte> _pending = new();
    private int _start;
    private int _scanned;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    public void Append(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    /// <summary>Takes the next whole message.</summary>
    public bool TryTake([NotNullWhen(true)] out byte[]? message)
    {
        ReadOnlySpan<byte> bytes = _pending.WrittenSpan;
        while (_scanned < bytes.Length)
        {
            if (!EndsMessage(bytes[_scanned++]))
            {
                continue;
            }

            ReadOnlySpan<byte> line = Trim(bytes[_start.._scanned]);
            (_start, _depth, _inString, _escaped) = (_scanned, 0, false, false);
            if (!line.IsEmpty)
            {
                message = line.ToArray();
                return true;
            }
        }

        message = null;
        Compact();
        return false;
    }

    /// <summary>What is left when no more bytes come, or when some were lost; empty if nothing is.</summary>
    public byte[] TakeRest()
    {
        byte[] rest = Trim(_pending.WrittenSpan[_start..]).ToArray();
        _pending.ResetWrittenCount();
        (_start, _scanned, _depth, _inString, _escaped) = (0, 0, 0, false, false);
        return rest;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.TrimStart(GuestAgentReset).Trim(" \t\r\n"u8);

    private bool EndsMessage(byte next)
    {
        if (_inString)
        {
            bool closes = next == '"' && !_escaped;
            _escaped = next == '\\' && !_escaped;
            _inString = !closes;
            return next == '\n';
        }

        _inString = next == '"';
        _depth += next is (byte)'{' or (byte)'[' ? 1 : next is (byte)'}' or (byte)']' ? -1 : 0;
        return next == '\n' && _depth <= 0;
    }

    private void Compact()
    {
        if (_start == 0)
        {
            return;
        }

        byte[] rest = _pending.WrittenSpan[_start..].ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(rest);
        _scanned -= _start;
        _start = 0;
    }
}
