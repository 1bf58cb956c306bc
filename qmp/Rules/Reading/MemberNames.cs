using System.Text.Json;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>Tells on the way through a message what the grammar cannot: a name twice in one object, text that is none.</summary>
internal sealed class MemberNames(bool isStrictJson)
{
    // an object with more members than this is not judged: comparing them all would take too long
    private const int MemberLimit = 2048;

    private readonly int[] _firstOfObject = new int[GrammarReader.DepthLimit + 2];
    private ulong[] _names = new ulong[64];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Command if nothing speaks against it so far, Fault if the message can only be refused, Anything if it is not certain.</summary>
    public ExpectedKind Judge(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _firstOfObject[reader.CurrentDepth] = _count;
                return ExpectedKind.Command;
            case JsonTokenType.EndObject:
                _count = _firstOfObject[reader.CurrentDepth];
                return ExpectedKind.Command;
            case JsonTokenType.PropertyName:
                return CodeUnits.IsText(reader.ValueSpan, isStrictJson) ? Add(reader.ValueSpan, reader.CurrentDepth - 1) : WhyNoText(reader.ValueSpan);
            case JsonTokenType.String:
                return CodeUnits.IsText(reader.ValueSpan, isStrictJson) ? ExpectedKind.Command : WhyNoText(reader.ValueSpan);
            default:
                return ExpectedKind.Command;
        }
    }

    // QEMU's modified UTF-8 writes U+0000 as C0 80, which a stricter server refuses
    private ExpectedKind WhyNoText(ReadOnlySpan<byte> bytes) =>
        !isStrictJson && bytes.IndexOf((ReadOnlySpan<byte>)[0xC0, 0x80]) >= 0 ? ExpectedKind.Anything : ExpectedKind.Fault;

    private ExpectedKind Add(ReadOnlySpan<byte> name, int depth)
    {
        ulong hash = Hash(name);
        Span<ulong> siblings = _names.AsSpan(_firstOfObject[depth].._count);
        if (siblings.Contains(hash))
        {
            return ExpectedKind.Fault;
        }

        if (siblings.Length == MemberLimit)
        {
            return ExpectedKind.Anything;
        }

        if (_count == _names.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        _names[_count++] = hash;
        return ExpectedKind.Command;
    }

    // FNV-1a over UTF-16 units, then mixed: 64 bits, so that two different names of one message never meet in practice
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = 14695981039346656037;
        CodeUnits units = new(name);
        while (units.TryTake(out char unit))
        {
            hash = (hash ^ unit) * 1099511628211;
        }

        return hash ^ (hash >> 32);
    }
}
