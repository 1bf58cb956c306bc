using System.Buffers;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>What a mutation works on and draws from.</summary>
internal sealed class MutationContext(DeterministicRandom random, MutationDictionary dictionary, int capacity, CommandGenerator? commands = null)
{
    private readonly JsonOutline _outline = new();
    private readonly JsonOutline _partnerOutline = new();
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private long _outlined = -1;
    private byte[] _partner = [];
    private OperandPair[] _operands = [];
    private bool _partnerOutlined;

    public MutationBuffer Input { get; } = new(capacity);

    public DeterministicRandom Random { get; } = random;

    public MutationDictionary Dictionary { get; } = dictionary;

    /// <summary>Makes commands that the server has; null if its schema is not known, and then no schema mutation is asked.</summary>
    public CommandGenerator? Commands { get; } = commands;

    /// <summary>Another testcase of the corpus, to take from.</summary>
    public ReadOnlySpan<byte> Partner => _partner;

    /// <summary>What comparisons saw when the testcase that this one is made from ran.</summary>
    public ReadOnlySpan<OperandPair> Operands => _operands;

    /// <summary>The outline of the input as it is now.</summary>
    public JsonOutline Outline
    {
        get
        {
            if (_outlined != Input.Version)
            {
                _outline.Read(Input.Bytes);
                _outlined = Input.Version;
            }

            return _outline;
        }
    }

    public JsonOutline PartnerOutline
    {
        get
        {
            if (!_partnerOutlined)
            {
                _partnerOutline.Read(_partner);
                _partnerOutlined = true;
            }

            return _partnerOutline;
        }
    }

    /// <summary>Starts on a testcase.</summary>
    public void Begin(ReadOnlySpan<byte> testcase, byte[] partner, OperandPair[] operands)
    {
        _operands = operands;
        Input.Set(testcase);
        _partner = partner;
        _partnerOutlined = false;
    }

    /// <summary>An empty buffer to build bytes in; one at a time.</summary>
    public ArrayBufferWriter<byte> NewScratch()
    {
        _scratch.ResetWrittenCount();
        return _scratch;
    }

    /// <summary>Index of a random piece of the input for which this holds; -1 if a few draws met none.</summary>
    public int PickPiece(Func<JsonOutline, int, bool> holds)
    {
        JsonOutline outline = Outline;
        if (outline.Pieces.Count == 0)
        {
            return -1;
        }

        int start = Random.Below(outline.Pieces.Count);
        for (int i = 0; i < outline.Pieces.Count; i++)
        {
            int piece = start + i < outline.Pieces.Count ? start + i : start + i - outline.Pieces.Count;
            if (holds(outline, piece))
            {
                return piece;
            }
        }

        return -1;
    }

    /// <summary>A random value of the input: a scalar or a whole array or object, no key.</summary>
    public bool TryPickValue(out Stretch value)
    {
        int piece = PickPiece(static (outline, piece) => outline.EndOfValue(piece) >= 0 && !outline.IsKey(piece));
        value = piece < 0 ? default : new Stretch(Outline.Pieces[piece].Start, Outline.EndOfValue(piece));
        return piece >= 0;
    }

    public bool TryPickString(out Piece text)
    {
        int piece = PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.String);
        text = piece < 0 ? default : Outline.Pieces[piece];
        return piece >= 0;
    }

    public bool TryPickMessage(out Stretch message)
    {
        List<Stretch> messages = Outline.Messages;
        message = messages.Count == 0 ? default : messages[Random.Below(messages.Count)];
        return messages.Count > 0;
    }

    /// <summary>A place where a message may be put: the start of one, or the end.</summary>
    public int PickBoundary()
    {
        List<Stretch> messages = Outline.Messages;
        int index = Random.Below(messages.Count + 1);
        return index == messages.Count ? Input.Length : messages[index].Start;
    }
}
