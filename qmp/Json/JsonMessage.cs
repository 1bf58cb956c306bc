using System.Runtime.CompilerServices;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// One top-level value, or the reason why there is none. The value lies on a tape of nodes beside one run of text, so that a
/// message costs no allocation once its memory has grown; <see cref="MessageFramer.Recycle"/> gives it back.
/// </summary>
internal sealed class JsonMessage
{
    private const int KeptNodes = 4096;

    private JsonNode[] _nodes = new JsonNode[32];
    private int _count;

    /// <summary>The strings of the message, unescaped, one after the other.</summary>
    public ByteBuffer Strings { get; } = new(enough: JsonLexer.MaxTokenBytes);

    public JsonFault? Fault { get; set; }

    public JsonValue Root => new(this, 0);

    public int NodeCount => _count;

    /// <summary>Bytes of memory that it takes.</summary>
    public long Size => (_nodes.Length * (long)Unsafe.SizeOf<JsonNode>()) + Strings.Capacity;

    public ref JsonNode Node(int index) => ref _nodes[index];

    public ReadOnlySpan<byte> Text(ulong place) => Strings.Slice((int)(uint)place, (int)(place >> 32));

    public static ulong Place(int start, int length) => ((ulong)length << 32) | (uint)start;

    public int Add(JsonKind kind, ulong payload)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, _nodes.Length * 2);
        }

        _nodes[_count] = new JsonNode { Kind = kind, Payload = payload, Next = _count + 1 };
        return _count++;
    }

    /// <summary>Adds a string of so many bytes, which are in reserved room behind the others.</summary>
    public void AddString(int length)
    {
        Add(JsonKind.String, Place(Strings.Length, length));
        Strings.Commit(length);
    }

    /// <summary>All that is in a container has been added.</summary>
    public void Close(int container, int count)
    {
        ref JsonNode node = ref _nodes[container];
        node.Payload = (ulong)count;
        node.Next = _count;
    }

    public void Clear()
    {
        _count = 0;
        Fault = null;
        Strings.Clear();
        if (_nodes.Length > KeptNodes)
        {
            _nodes = new JsonNode[32];
        }
    }
}
