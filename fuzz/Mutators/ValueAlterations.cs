using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>What may stand in the place of a value that a server sends: the place is that value. The costly ones come last.</summary>
internal static class ValueAlterations
{
    private const byte LongSize = 17;
    private const byte DeepSize = 12;

    public static readonly ImmutableArray<(string Name, Alteration Alteration)> All =
    [
        ("null", Value("null"u8)),
        ("true", Value("true"u8)),
        ("list", Value("[]"u8)),
        ("object", Value("{}"u8)),
        ("string", Value("\"\""u8)),
        ("text", Value("\"qmpfuzz\""u8)),
        ("zero", Value("0"u8)),
        ("minus", Value("-1"u8)),
        ("uint64", Value("18446744073709551615"u8)),
        ("int64-and-one", Value("9223372036854775808"u8)),
        ("beyond-double", Value("1e400"u8)),
        ("fraction", Value("0.5"u8)),
        ("nul", Value("\"\\u0000\""u8)),
        ("unclosed", Value("\"qmpfuzz"u8)),
        ("in-list", static (context, value) => context.Input.Replace(value.Start, value.Length, [.. "["u8, .. context.Input.Bytes[value.Start..value.End], .. "]"u8])),
        ("list-of-null", Value("[null]"u8)),
        ("sibling", RepeatSibling),
        ("drop", DropMember),
        ("long", static (context, value) => context.Input.Replace(value.Start, value.Length, [.. "\""u8, .. MessageAlterations.Loop("x"u8, LongSize), .. "\""u8])),
        ("deep", static (context, value) => context.Input.Replace(value.Start, value.Length, [.. MessageAlterations.Loop("["u8, DeepSize), .. MessageAlterations.Loop("]"u8, DeepSize)])),
    ];

    private static Alteration Value(ReadOnlySpan<byte> other)
    {
        byte[] bytes = other.ToArray();
        return (context, value) =>
            !context.Input.Bytes[value.Start..value.End].SequenceEqual(bytes) && context.Input.Replace(value.Start, value.Length, bytes);
    }

    /// <summary>A string becomes the one before it in the same object: what refers to something else refers to itself.</summary>
    private static bool RepeatSibling(MutationContext context, Stretch value)
    {
        JsonOutline outline = context.Outline;
        int piece = outline.Pieces.FindIndex(each => each.Start == value.Start);
        int depth = outline.Pieces[piece].Depth;
        if (outline.Pieces[piece].Kind != PieceKind.String)
        {
            return false;
        }

        for (int other = piece - 1; other >= 0 && outline.Pieces[other].Depth >= depth; other--)
        {
            Piece found = outline.Pieces[other];
            if (found.Kind == PieceKind.String && found.Depth == depth && !outline.IsKey(other))
            {
                byte[] bytes = context.Input.Bytes[found.Start..found.End].ToArray();
                return !context.Input.Bytes[value.Start..value.End].SequenceEqual(bytes) && context.Input.Replace(value.Start, value.Length, bytes);
            }
        }

        return false;
    }

    /// <summary>The value goes, with its name and one comma.</summary>
    private static bool DropMember(MutationContext context, Stretch value)
    {
        ReadOnlySpan<byte> bytes = context.Input.Bytes;
        int piece = context.Outline.Pieces.FindIndex(each => each.Start == value.Start);
        bool isNamed = piece >= 2 && context.Outline.IsKey(piece - 2);
        int start = isNamed ? context.Outline.Pieces[piece - 2].Start : value.Start;
        int behind = value.End + bytes[value.End..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (behind >= value.End && bytes[behind] == ',')
        {
            return context.Input.Remove(start, behind + 1 - start);
        }

        ReadOnlySpan<byte> front = bytes[..start].TrimEnd(" \t"u8);
        start = front.EndsWith(","u8) ? front.Length - 1 : start;
        return context.Input.Remove(start, value.End - start);
    }
}
