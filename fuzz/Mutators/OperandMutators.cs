using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations that give a comparison what it asked for: one operand where the other was found in the input, or where it may belong.</summary>
internal static class OperandMutators
{
    private const int MostDraws = 16;
    private const int LongestNumber = 20;

    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("replace", ReplaceFound),
        ("word", PutWord),
        ("number", PutNumber),
    ];

    private delegate int Form(long value, Span<byte> bytes);

    // as a byte, as bytes in either order, as a decimal number
    private static readonly Form[] Forms =
    [
        static (value, bytes) => WriteByte(value, bytes),
        static (value, bytes) => WriteDecimal(value, bytes),
        static (value, bytes) => WriteWord(value, bytes, static (word, to) => BinaryPrimitives.WriteInt32LittleEndian(to, word)),
        static (value, bytes) => WriteWord(value, bytes, static (word, to) => BinaryPrimitives.WriteInt32BigEndian(to, word)),
    ];

    /// <summary>Input-to-state: the operand that stands in the input gives way to the other.</summary>
    private static bool ReplaceFound(MutationContext context)
    {
        for (int draw = 0; draw < MostDraws && !context.Operands.IsEmpty; draw++)
        {
            OperandPair pair = context.Random.Pick(context.Operands);
            (byte[] from, byte[] to) = context.Random.OneIn(2) ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
            if (pair.Kind == Contract.OperandKind.Number ? ReplaceInteger(context, from, to) : ReplaceBytes(context, from, to))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ReplaceInteger(MutationContext context, byte[] from, byte[] to)
    {
        Span<byte> found = stackalloc byte[LongestNumber];
        Span<byte> wanted = stackalloc byte[LongestNumber];
        Form form = context.Random.Pick<Form>(Forms);
        int length = form(OperandPair.Number(from), found);
        int wantedLength = form(OperandPair.Number(to) + (context.Random.OneIn(4) ? context.Random.Between(-1, 1) : 0), wanted);
        return length > 0 && wantedLength > 0 && ReplaceBytes(context, found[..length], wanted[..wantedLength]);
    }

    private static bool ReplaceBytes(MutationContext context, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (from.IsEmpty || context.Input.IsEmpty)
        {
            return false;
        }

        int start = context.Random.Below(context.Input.Length);
        int at = context.Input.Bytes[start..].IndexOf(from);
        at = at >= 0 ? start + at : context.Input.Bytes.IndexOf(from);
        return at >= 0 && context.Input.Replace(at, from.Length, to);
    }

    /// <summary>A text that something was compared with, as the inside of a string.</summary>
    private static bool PutWord(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece] is { Kind: PieceKind.String, Length: >= 2 });
        for (int draw = 0; draw < MostDraws && picked >= 0 && !context.Operands.IsEmpty; draw++)
        {
            OperandPair pair = context.Random.Pick(context.Operands);
            if (pair.Kind == Contract.OperandKind.Bytes)
            {
                Piece text = context.Outline.Pieces[picked];
                return context.Input.Replace(text.Start + 1, text.Length - 2, context.Random.OneIn(4) ? pair.Left : pair.Right);
            }
        }

        return false;
    }

    /// <summary>A number that another was compared with, or one beside it.</summary>
    private static bool PutNumber(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.Number);
        for (int draw = 0; draw < MostDraws && picked >= 0 && !context.Operands.IsEmpty; draw++)
        {
            OperandPair pair = context.Random.Pick(context.Operands);
            if (pair.Kind == Contract.OperandKind.Number)
            {
                Span<byte> wanted = stackalloc byte[LongestNumber];
                int length = WriteDecimal(OperandPair.Number(pair.Right) + context.Random.Between(-1, 1), wanted);
                Piece number = context.Outline.Pieces[picked];
                return context.Input.Replace(number.Start, number.Length, wanted[..length]);
            }
        }

        return false;
    }

    private static int WriteByte(long value, Span<byte> bytes)
    {
        bytes[0] = (byte)value;
        return value is >= 0 and <= byte.MaxValue ? 1 : 0;
    }

    private static int WriteDecimal(long value, Span<byte> bytes) => Utf8Formatter.TryFormat(value, bytes, out int length) ? length : 0;

    private static int WriteWord(long value, Span<byte> bytes, Action<int, Span<byte>> write)
    {
        write((int)value, bytes);
        return value is > byte.MaxValue and <= int.MaxValue ? sizeof(int) : 0;
    }
}
