using System.Buffers;
using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of JSON tokens and values.</summary>
internal static class TokenMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("replace", ReplaceWithOther),
        ("duplicate", DuplicateToken),
        ("remove", RemoveToken),
        ("wrap", WrapValue),
        ("quotes", SwapQuotes),
        ("number", ExtremeNumber),
        ("digits", ExtremeDigits),
        ("escape", InsertEscape),
        ("utf8", InsertBadUtf8),
        ("long", LengthenString),
        ("value", ReplaceValue),
        ("swap", SwapValues),
        ("member", AddMember),
        ("members", AddManyMembers),
        ("elements", RepeatInList),
    ];

    private const int MostMembers = 40;
    private const int MostDoublings = 8;
    private const int LongestRun = 2048;

    private static readonly byte[][] Numbers = RandomJson.Words(
        "0", "-0", "-1", "00", "01", "0.0", "1.", ".5", "-", "+1", "0e5", "1e5", "1e+5", "1E-5", "1e", "1e999", "-1e999", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "0.1", "1e16", "1e17", "123456789.123456789", "5e-324", "1.7976931348623157e308", "NaN", "inf", "0x10");

    private static readonly byte[][] Escapes = RandomJson.Words(
        "\\n", "\\\"", "\\'", "\\\\", "\\/", "\\b", "\\u0000", "\\u001f", "\\u007F", "\\u00e9", "\\uD83D\\uDE00", "\\ud800", "\\udc00", "\\uFFFE", "\\uFDD0",
        "\\uD87F\\uDFFE", "\\u12", "\\uzzzz", "\\x", "\\", "\\%", "%s", "%p");

    private static readonly byte[][] BadUtf8 =
    [
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0xF0, 0x80, 0x80, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC], [0xFD], [0xEF, 0xB7, 0x90], [0xF0, 0x9F, 0x98, 0x80], [0xEF, 0xBB, 0xBF], [0xC3, 0xA9],
    ];

    private static bool ReplaceWithOther(MutationContext context)
    {
        int one = context.PickPiece(static (_, _) => true);
        int other = context.PickPiece(static (_, _) => true);
        if (one < 0 || one == other)
        {
            return false;
        }

        Piece from = context.Outline.Pieces[other];
        Piece to = context.Outline.Pieces[one];
        return context.Input.Replace(to.Start, to.Length, context.Input.Bytes[from.Start..from.End]);
    }

    private static bool DuplicateToken(MutationContext context)
    {
        int picked = context.PickPiece(static (_, _) => true);
        if (picked < 0)
        {
            return false;
        }

        Piece piece = context.Outline.Pieces[picked];
        return context.Input.Insert(piece.End, context.Input.Bytes[piece.Start..piece.End]);
    }

    private static bool RemoveToken(MutationContext context)
    {
        int picked = context.PickPiece(static (_, _) => true);
        return picked >= 0 && context.Input.Remove(context.Outline.Pieces[picked].Start, context.Outline.Pieces[picked].Length);
    }

    private static bool WrapValue(MutationContext context)
    {
        if (!context.TryPickValue(out Stretch value))
        {
            return false;
        }

        int kind = context.Random.Below(3);
        ArrayBufferWriter<byte> wrapped = context.NewScratch();
        wrapped.Write(kind switch { 0 => "[ "u8, 1 => "{\"a\":"u8, _ => "[null,"u8 });
        wrapped.Write(context.Input.Bytes[value.Start..value.End]);
        wrapped.Write(kind == 1 ? "}"u8 : "]"u8);
        return context.Input.Replace(value.Start, value.Length, wrapped.WrittenSpan);
    }

    private static bool SwapQuotes(MutationContext context)
    {
        if (!context.TryPickString(out Piece text))
        {
            return false;
        }

        byte other = context.Input[text.Start] == '"' ? (byte)'\'' : (byte)'"';
        context.Input[text.Start] = other;
        if (!context.Random.OneIn(8))                               // now and then only one of the two: a string that goes on
        {
            context.Input[text.End - 1] = other;
        }

        return true;
    }

    private static bool ExtremeNumber(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.Number);
        if (picked < 0)
        {
            return false;
        }

        Piece number = context.Outline.Pieces[picked];
        return context.Input.Replace(number.Start, number.Length, context.Random.Pick<byte[]>(Numbers));
    }

    /// <summary>A number within a string: the argument of a command in it, an address, a size.</summary>
    private static bool ExtremeDigits(MutationContext context)
    {
        if (!context.TryPickString(out Piece text))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = context.Input.Bytes[text.Start..text.End];
        int skipped = context.Random.Below(bytes.Length);
        int at = bytes[skipped..].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (at < 0)
        {
            return false;
        }

        at += skipped;
        int length = bytes[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return context.Input.Replace(text.Start + at, length < 0 ? bytes.Length - at : length, context.Random.Pick<byte[]>(Numbers));
    }

    private static bool InsertEscape(MutationContext context) => InsertIntoString(context, Escapes);

    private static bool InsertBadUtf8(MutationContext context) => InsertIntoString(context, BadUtf8);

    /// <summary>A string becomes longer by a run of one byte: what has a buffer for it, or a limit.</summary>
    private static bool LengthenString(MutationContext context)
    {
        if (!context.TryPickString(out Piece text))
        {
            return false;
        }

        Span<byte> run = stackalloc byte[LongestRun >> context.Random.Below(10)];
        run.Fill((byte)'a');
        return context.Input.Insert(Math.Max(text.Start + 1, text.End - 1), run);
    }

    private static bool ReplaceValue(MutationContext context)
    {
        if (!context.TryPickValue(out Stretch value))
        {
            return false;
        }

        ArrayBufferWriter<byte> json = context.NewScratch();
        RandomJson.Write(json, context.Random, context.Random.Below(3));
        return context.Input.Replace(value.Start, value.Length, json.WrittenSpan);
    }

    private static bool SwapValues(MutationContext context)
    {
        if (!context.TryPickValue(out Stretch one) || !context.TryPickValue(out Stretch other))
        {
            return false;
        }

        (Stretch first, Stretch second) = one.Start < other.Start ? (one, other) : (other, one);
        return context.Input.Swap(first.Start..first.End, second.Start..second.End);
    }

    /// <summary>One more member in front of an object's first: a known name as often as not, so that names clash.</summary>
    private static bool AddMember(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.Open);
        if (picked < 0)
        {
            return false;
        }

        int at = context.Outline.Pieces[picked].End;
        bool isEmpty = picked + 1 < context.Outline.Pieces.Count && context.Outline.Pieces[picked + 1].Kind == PieceKind.Close;
        int key = context.PickPiece(static (outline, piece) => outline.IsKey(piece));
        ArrayBufferWriter<byte> member = context.NewScratch();
        member.Write(key < 0 || context.Random.OneIn(3) ? "\"extra\""u8 : context.Input.Bytes[context.Outline.Pieces[key].Start..context.Outline.Pieces[key].End]);
        member.Write(":"u8);
        RandomJson.Write(member, context.Random, context.Random.Below(2));
        member.Write(isEmpty ? ""u8 : ","u8);
        return context.Input.Insert(at, member.WrittenSpan);
    }

    /// <summary>So many more members that an object is no longer looked through from its start; the last one's name may come twice.</summary>
    private static bool AddManyMembers(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece] is { Kind: PieceKind.Open, Match: >= 0 });
        if (picked < 0 || context.Input[context.Outline.Pieces[picked].Start] != '{')
        {
            return false;
        }

        bool isEmpty = context.Outline.Pieces[picked].Match == picked + 1;
        int count = context.Random.Between(2, MostMembers);
        ArrayBufferWriter<byte> members = context.NewScratch();
        for (int i = 0; i < count; i++)
        {
            int number = i == count - 1 && context.Random.OneIn(2) ? 0 : i;
            members.Write(i > 0 ? ",\"m"u8 : "\"m"u8);
            members.Write([(byte)('a' + (number / 26)), (byte)('a' + (number % 26))]);
            members.Write("\":0"u8);
        }

        members.Write(isEmpty ? ""u8 : ","u8);
        return context.Input.Insert(context.Outline.Pieces[picked].End, members.WrittenSpan);
    }

    /// <summary>A value becomes a list of itself, up to 256 times: what counts elements, or is slow where they are many.</summary>
    private static bool RepeatInList(MutationContext context)
    {
        if (!context.TryPickValue(out Stretch value))
        {
            return false;
        }

        int times = 1 << context.Random.Between(1, MostDoublings);
        if (times * (value.Length + 1) > context.Input.Capacity)
        {
            return false;
        }

        ArrayBufferWriter<byte> list = context.NewScratch();
        for (int i = 0; i < times; i++)
        {
            list.Write(i == 0 ? "["u8 : ","u8);
            list.Write(context.Input.Bytes[value.Start..value.End]);
        }

        list.Write("]"u8);
        return context.Input.Replace(value.Start, value.Length, list.WrittenSpan);
    }

    private static bool InsertIntoString(MutationContext context, byte[][] pieces)
    {
        if (!context.TryPickString(out Piece text))
        {
            return false;
        }

        int at = text.Start + 1 + (text.Length > 2 ? context.Random.Below(text.Length - 1) : 0);
        return context.Input.Insert(Math.Min(at, text.End), context.Random.Pick<byte[]>(pieces));
    }
}
