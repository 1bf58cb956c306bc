using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Json;

internal enum JsonKind : byte
{
    Null,
    False,
    True,
    Int64,

    /// <summary>An integer above int64's range.</summary>
    UInt64,

    Double,
    String,
    Array,
    Object,
}

/// <summary>
/// One node of a message's tape: a value, or a key (a String, followed by its value). <see cref="Next"/> is the index after
/// the value and all that is in it; <see cref="Payload"/> the number's bits, the string's place in the text, or the count.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct JsonNode
{
    public ulong Payload;
    public int Next;
    public JsonKind Kind;
}

/// <summary>A value inside a <see cref="JsonMessage"/>, good for as long as the message is not recycled.</summary>
internal readonly struct JsonValue(JsonMessage message, int index)
{
    public JsonKind Kind => Node.Kind;

    /// <summary>An integer of int64's range.</summary>
    public long Int64 => (long)Node.Payload;

    public ulong UInt64 => Node.Payload;

    public double Double => BitConverter.UInt64BitsToDouble(Node.Payload);

    /// <summary>A string, unescaped: modified UTF-8, where U+0000 is C0 80.</summary>
    public ReadOnlySpan<byte> Utf8 => message.Text(Node.Payload);

    /// <summary>Elements of an array or members of an object.</summary>
    public int Count => (int)Node.Payload;

    private JsonNode Node => message.Node(index);

    /// <summary>The members of an object or, with empty names, the elements of an array, in the order in which they were sent.</summary>
    public Enumerator GetEnumerator() => new(message, index);

    /// <summary>The member whose <see cref="JsonMember.Rank"/> this is.</summary>
    public JsonMember MemberOfRank(ulong rank)
    {
        int key = KeyOrder.Position(rank);
        return new JsonMember(message, key, key + 1);
    }

    public bool TryGet(ReadOnlySpan<byte> name, out JsonValue value)
    {
        foreach (JsonMember member in this)
        {
            if (member.Name.SequenceEqual(name))
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    internal struct Enumerator
    {
        private readonly JsonMessage _message;
        private readonly int _end;
        private readonly bool _named;
        private int _index;
        private int _next;

        public Enumerator(JsonMessage message, int index)
        {
            JsonNode container = message.Node(index);
            _message = message;
            _end = container.Next;
            _named = container.Kind == JsonKind.Object;
            _next = index + 1;
        }

        public readonly JsonMember Current => new(_message, _named ? _index : -1, _named ? _index + 1 : _index);

        public bool MoveNext()
        {
            if (_next >= _end)
            {
                return false;
            }

            _index = _next;
            _next = _message.Node(_named ? _index + 1 : _index).Next;
            return true;
        }
    }
}

/// <summary>A member of an object, or an element of an array (then without a name).</summary>
internal readonly struct JsonMember(JsonMessage message, int key, int value)
{
    public ReadOnlySpan<byte> Name => key < 0 ? default : message.Text(message.Node(key).Payload);

    public JsonValue Value => new(message, value);

    /// <summary>Sorts members into the order in which QEMU writes, and checks, them.</summary>
    public ulong Rank => KeyOrder.Rank(Name, key);
}
