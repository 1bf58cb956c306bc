using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Cuts QMP's bytes into messages, as QEMU's json-streamer.c does: a message ends when its braces and brackets are even, or
/// one of them goes below zero; a newline means nothing. Exactly one message, with a value or with a fault, comes out for
/// each; its limits are QEMU's.
/// </summary>
internal sealed class MessageFramer(JsonSyntax syntax, MessagePool messages)
{
    public const int MaxNesting = 1024;
    public const int MaxTokens = 2 << 20;

    private readonly JsonLexer _lexer = new(syntax);
    private readonly JsonParser _parser = new(syntax);
    private readonly WholeMessageParser _whole = new(syntax);
    private JsonMessage? _message;                          // under way
    private int _braces;
    private int _brackets;
    private int _tokens;
    private long _tokenBytes;
    private long _offset;

    /// <summary>Of QEMU's JSON.</summary>
    public MessageFramer()
        : this(JsonSyntax.Qemu)
    {
    }

    /// <summary>With a pool of its own.</summary>
    public MessageFramer(JsonSyntax syntax)
        : this(syntax, new MessagePool())
    {
    }

    /// <summary>Bytes of memory that the unfinished message takes.</summary>
    public long UnfinishedSize => _lexer.UnfinishedSize + (_message is null ? 0 : _parser.Size);

    /// <summary>No message is under way, and nothing is being skipped.</summary>
    public bool IsBetweenMessages => _message is null && _lexer.IsAtStart;

    /// <summary>Takes bytes up to the end of the next message; false when they are used up before one is complete.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out JsonMessage? message)
    {
        int offered = bytes.Length;
        message = _message is null && _lexer.IsAtStart ? TakeWhole(ref bytes) : null;
        while (message is null && _lexer.TryRead(ref bytes, out JsonToken token))
        {
            message = Push(token, _offset + offered - bytes.Length);
        }

        _offset += offered - bytes.Length;
        return message is not null;
    }

    /// <summary>A number for where it stands: the lexer's state, and whether brackets are open.</summary>
    public int State => (_lexer.StateNumber << 2) | (_braces > 0 ? 1 : 0) | (_brackets > 0 ? 2 : 0);

    /// <summary>Gives a message back for re-use; its values are no longer good.</summary>
    public void Recycle(JsonMessage message) => messages.Recycle(message);

    /// <summary>Forgets what is unfinished, as at a new connection.</summary>
    public void Reset()
    {
        _lexer.Reset();
        Forget();
        _offset = 0;
    }

    private JsonMessage? TakeWhole(ref ReadOnlySpan<byte> bytes)
    {
        JsonMessage message = messages.Rent();
        int taken = _whole.Parse(bytes, message);
        if (taken > 0)
        {
            bytes = bytes[taken..];
            return message;
        }

        Recycle(message);
        return null;
    }

    private JsonMessage? Push(in JsonToken token, long offset)
    {
        switch (token.Kind)
        {
            case JsonTokenKind.LeftBrace: _braces++; break;
            case JsonTokenKind.RightBrace: _braces--; break;
            case JsonTokenKind.LeftBracket: _brackets++; break;
            case JsonTokenKind.RightBracket: _brackets--; break;
            case JsonTokenKind.Stray: return Fail(JsonFault.Stray(token.Text), offset);
            case JsonTokenKind.Oversized: return Fail(JsonFault.TokenSize, offset);
        }

        ReadOnlyMemory<byte> limit = CheckLimits(token);
        if (!limit.IsEmpty)
        {
            return Fail(limit, offset);
        }

        Current.Push(token);
        bool open = (_braces > 0 || _brackets > 0) && _braces >= 0 && _brackets >= 0;
        return open ? null : Finish(offset);
    }

    /// <summary>The parser of the message that is being read, which begins with its first token.</summary>
    private JsonParser Current
    {
        get
        {
            if (_message is null)
            {
                _message = messages.Rent();
                _parser.Begin(_message);
            }

            return _parser;
        }
    }

    private ReadOnlyMemory<byte> CheckLimits(in JsonToken token)
    {
        if (_tokenBytes + token.Text.Length + 1 > JsonLexer.MaxTokenBytes)
        {
            return JsonFault.TokenSize;
        }

        if (_tokens + 1 > MaxTokens)
        {
            return JsonFault.TokenCount;
        }

        _tokens++;
        _tokenBytes += token.Text.Length;
        return _braces + _brackets > MaxNesting ? JsonFault.Nesting : default;
    }

    private JsonMessage Finish(long offset)
    {
        JsonMessage message = _message!;
        if (!_parser.Fault.IsEmpty)
        {
            message.Clear();
            message.Fault = new JsonFault(_parser.Fault, offset);
        }

        _message = null;
        Forget();
        return message;
    }

    private JsonMessage Fail(ReadOnlyMemory<byte> description, long offset)
    {
        Forget();
        JsonMessage message = messages.Rent();
        message.Fault = new JsonFault(description, offset);
        return message;
    }

    /// <summary>Drops the tokens so far; the lexer stays where it is.</summary>
    private void Forget()
    {
        if (_message is not null)
        {
            Recycle(_message);
            _message = null;
        }

        _parser.End();
        _braces = _brackets = _tokens = 0;
        _tokenBytes = 0;
    }
}
