using System.Buffers;
using System.Runtime.InteropServices;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// The secrets that a session has shown so far, as one automaton (Aho and Corasick) over UTF-16 units: it finds all of them in one
/// pass and knows at any moment how much of a secret may have begun. Of a long secret the beginning is kept; a short one counts only
/// as a whole string, or every text would be full of it. When it gets too large it forgets what is old.
/// </summary>
internal sealed class KnownSecrets
{
    public const int LongestKept = 256;
    public const char Boundary = '\uFFFF';                  // stands before and behind a string; no text holds it
    private const int ShortestPart = 4;
    private const int MostNodes = 1 << 16;

    private readonly HashSet<string> _all = [];
    private readonly Dictionary<(int Node, char Unit), int> _next = [];
    private readonly List<Node> _nodes = [new Node()];

    /// <summary>Grows with each new secret.</summary>
    public int Version { get; private set; }

    /// <summary>Grows when the old ones are forgotten: nodes of before mean nothing then.</summary>
    public int Generation { get; private set; }

    public bool IsEmpty => _all.Count == 0;

    /// <summary>Bytes at which a secret may begin or a string may not go on plainly: all others can be skipped at the root.</summary>
    public SearchValues<byte> Stops { get; private set; } = TextWatch.Stops;

    public void Add(ReadOnlySpan<char> secret)
    {
        if (secret.IsEmpty || !_all.Add(secret.ToString()))
        {
            return;
        }

        if (_nodes.Count + secret.Length > MostNodes)
        {
            Forget();
            _all.Add(secret.ToString());
        }

        Version++;
        Insert(secret.Length < ShortestPart ? $"{Boundary}{secret}{Boundary}" : secret);
        Link();
        Stops = SearchValues.Create([.. TextWatch.StopBytes, .. FirstBytes()]);
    }

    /// <summary>The node after one more unit: the longest beginning of a secret that the text now ends with.</summary>
    public int Step(int node, char unit)
    {
        int next;
        while (!_next.TryGetValue((node, unit), out next) && node != 0)
        {
            node = _nodes[node].Fallback;
        }

        return next;
    }

    /// <summary>How many units of a secret have been seen at this node.</summary>
    public int Depth(int node) => _nodes[node].Depth;

    /// <summary>The length of the longest secret that ends at this node; 0: none does.</summary>
    public int Found(int node) => _nodes[node].Found;

    private void Forget()
    {
        _all.Clear();
        _next.Clear();
        _nodes.Clear();
        _nodes.Add(new Node());
        Generation++;
    }

    private void Insert(ReadOnlySpan<char> secret)
    {
        int node = 0;
        foreach (char unit in secret[..Math.Min(secret.Length, LongestKept)])
        {
            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(_next, (node, unit), out bool known);
            if (!known)
            {
                next = _nodes.Count;
                _nodes.Add(new Node { Depth = _nodes[node].Depth + 1, Parent = node, Unit = unit });
            }

            node = next;
        }

        _nodes[node].IsEnd = true;
    }

    // by depth, so that a fallback is complete before it is needed
    private void Link()
    {
        foreach (Node node in _nodes.Where(node => node.Depth > 0).OrderBy(node => node.Depth))
        {
            node.Fallback = node.Depth == 1 ? 0 : Step(_nodes[node.Parent].Fallback, node.Unit);
            node.Found = node.IsEnd ? node.Depth : _nodes[node.Fallback].Found;
        }
    }

    // as the unit itself, or as the first byte of its UTF-8; an escape stops anyway
    private IEnumerable<byte> FirstBytes() => _nodes
        .Where(node => node.Depth == 1)
        .SelectMany(node => node.Unit < 0x80 ? [(byte)node.Unit] : Enumerable.Range(0xC0, 0x38).Select(lead => (byte)lead));

    private sealed class Node
    {
        public int Depth { get; init; }

        public int Parent { get; init; }

        public char Unit { get; init; }

        public int Fallback { get; set; }

        public int Found { get; set; }

        public bool IsEnd { get; set; }
    }
}
