using System.Buffers.Text;
using System.Globalization;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Builds a message's value from its tokens, one at a time. The first fault is kept and the rest of the tokens ignored: where
/// the message ends is not decided here but by <see cref="MessageFramer"/>. Faults come in the order of QEMU's json-parser.c.
/// </summary>
internal sealed class JsonParser(JsonSyntax syntax)
{
    private readonly KeyTable _keys = new();
    private Container[] _open = new Container[16];          // outermost first
    private int _depth;
    private Expected _expected;
    private JsonMessage _message = new();

    private enum Expected : byte
    {
        Value,
        FirstElement,
        ArraySeparator,
        FirstKey,
        Key,
        Colon,
        MemberValue,
        ObjectSeparator,
    }

    /// <summary>Bytes of memory that the message under way takes.</summary>
    public long Size => _message.Size + _keys.Size;

    /// <summary>Description of the first fault, or empty.</summary>
    public ReadOnlyMemory<byte> Fault { get; private set; }

    public void Begin(JsonMessage message)
    {
        _message = message;
        _depth = 0;
        _expected = Expected.Value;
        Fault = default;
    }

    /// <summary>The message is complete, or given up.</summary>
    public void End() => _keys.Clear();

    public void Push(in JsonToken token)
    {
        if (!Fault.IsEmpty)
        {
            return;
        }

        switch (_expected)
        {
            case Expected.Colon:
                Require(token.Kind == JsonTokenKind.Colon, JsonFault.MissingColon, Expected.MemberValue);
                break;
            case Expected.ArraySeparator:
                PushSeparator(token.Kind, JsonTokenKind.RightBracket, JsonFault.ArraySeparator, Expected.Value);
                break;
            case Expected.ObjectSeparator:
                PushSeparator(token.Kind, JsonTokenKind.RightBrace, JsonFault.ObjectSeparator, Expected.Key);
                break;
            case Expected.FirstElement when token.Kind == JsonTokenKind.RightBracket:
            case Expected.FirstKey when token.Kind == JsonTokenKind.RightBrace:
                Close();
                break;
            default:
                PushValue(token);
                break;
        }
    }

    private void Require(bool holds, ReadOnlyMemory<byte> fault, Expected next)
    {
        if (holds)
        {
            _expected = next;
        }
        else
        {
            Fault = fault;
        }
    }

    private void PushSeparator(JsonTokenKind kind, JsonTokenKind closer, ReadOnlyMemory<byte> fault, Expected afterComma)
    {
        if (kind == closer)
        {
            Close();
            return;
        }

        Require(kind == JsonTokenKind.Comma, fault, afterComma);
    }

    private void PushValue(in JsonToken token)
    {
        switch (token.Kind)
        {
            case JsonTokenKind.LeftBrace: Open(JsonKind.Object, Expected.FirstKey); break;
            case JsonTokenKind.LeftBracket: Open(JsonKind.Array, Expected.FirstElement); break;
            case JsonTokenKind.String: PushString(token.Text); break;
            case JsonTokenKind.Integer or JsonTokenKind.Float: PushScalar(Number(token, out ulong bits), bits); break;
            case JsonTokenKind.Keyword: PushKeyword(token.Text); break;
            default: Fault = JsonFault.ExpectingValue; break;
        }
    }

    private void PushString(ReadOnlySpan<byte> token)
    {
        int start = _message.Strings.Length;
        Fault = JsonStringDecoder.Decode(token, _message.Strings, syntax);
        if (!Fault.IsEmpty)
        {
            return;
        }

        int node = _message.Add(JsonKind.String, JsonMessage.Place(start, _message.Strings.Length - start));
        if (AtKey)
        {
            _open[_depth - 1].Key = node;
            _expected = Expected.Colon;
        }
        else
        {
            Complete();
        }
    }

    private void PushKeyword(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("true"u8))
        {
            PushScalar(JsonKind.True, 0);
        }
        else if (text.SequenceEqual("false"u8))
        {
            PushScalar(JsonKind.False, 0);
        }
        else if (text.SequenceEqual("null"u8))
        {
            PushScalar(JsonKind.Null, 0);
        }
        else
        {
            Fault = JsonFault.InvalidKeyword(text);
        }
    }

    private void PushScalar(JsonKind kind, ulong payload)
    {
        if (AtKey)
        {
            Fault = JsonFault.KeyNotString;
            return;
        }

        _message.Add(kind, payload);
        Complete();
    }

    private bool AtKey => _expected is Expected.Key or Expected.FirstKey;

    /// <summary>An integer is an int64 if it fits, else a uint64 if it has no sign, else a double; a fraction is always one.</summary>
    private static JsonKind Number(in JsonToken token, out ulong bits)
    {
        if (token.Kind == JsonTokenKind.Integer)
        {
            if (Utf8Parser.TryParse(token.Text, out long signed, out int used) && used == token.Text.Length)
            {
                bits = (ulong)signed;
                return JsonKind.Int64;
            }

            if (Utf8Parser.TryParse(token.Text, out bits, out used) && used == token.Text.Length)
            {
                return JsonKind.UInt64;
            }
        }

        bits = BitConverter.DoubleToUInt64Bits(double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return JsonKind.Double;
    }

    private void Open(JsonKind kind, Expected next)
    {
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth] = new Container { StandsAsKey = AtKey, Node = _message.Add(kind, 0) };
        _depth++;
        _expected = next;
    }

    private void Close()
    {
        _depth--;
        _message.Node(_open[_depth].Node).Next = _message.NodeCount;
        if (_open[_depth].StandsAsKey)
        {
            Fault = JsonFault.KeyNotString;
            return;
        }

        Complete();
    }

    /// <summary>A value is complete: counts it in its container, where an object refuses a key that it has already.</summary>
    private void Complete()
    {
        if (_depth == 0)
        {
            return;
        }

        ref Container container = ref _open[_depth - 1];
        ref JsonNode node = ref _message.Node(container.Node);
        node.Payload++;
        if (node.Kind == JsonKind.Array)
        {
            _expected = Expected.ArraySeparator;
            return;
        }

        _expected = Expected.ObjectSeparator;
        if (node.Payload > 1 && _keys.HasBefore(_message, container.Node, container.Key, (int)node.Payload))
        {
            Fault = JsonFault.DuplicateKey;
        }
    }

    private struct Container
    {
        public int Node;

        /// <summary>The key whose value comes next, or was read last.</summary>
        public int Key;

        /// <summary>It stands where a key belongs: it is read to its end before it is refused.</summary>
        public bool StandsAsKey;
    }
}
