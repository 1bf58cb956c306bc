using System.Buffers;
using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of where one message ends and the next begins.</summary>
internal static class FramingMutators
{
    private const int DeepestNesting = 1100;                        // QEMU's limit is 1024

    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("truncate", TruncateMessage),
        ("cut", CutTail),
        ("join", JoinMessages),
        ("reset", InsertReset),
        ("nest", InsertNesting),
        ("closer", InsertCloser),
        ("blank", InsertBlank),
        ("scalar", InsertScalar),
    ];

    private static ReadOnlySpan<byte> Resets => [0xFF, 0xFE, 0x00, 0x01, 0x04, 0x1F, 0x0B, 0x0A, 0x40];

    private static ReadOnlySpan<byte> Closers => "}],:{["u8;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private static bool TruncateMessage(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        int kept = context.Random.Below(message.Length);
        return context.Input.Remove(message.Start + kept, message.Length - kept);
    }

    private static bool CutTail(MutationContext context)
    {
        if (context.Input.IsEmpty)
        {
            return false;
        }

        int kept = context.Random.Below(context.Input.Length);
        return context.Input.Remove(kept, context.Input.Length - kept);
    }

    /// <summary>Takes the white space between a message and the next away, and now and then the bracket too.</summary>
    private static bool JoinMessages(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        int end = message.End;
        while (end > message.Start && Blanks.Contains(context.Input[end - 1]))
        {
            end--;
        }

        end -= context.Random.OneIn(4) ? 1 : 0;
        return context.Input.Remove(end, message.End - end);
    }

    private static bool InsertReset(MutationContext context) => InsertAtPiece(context, [context.Random.Pick(Resets)]);

    private static bool InsertCloser(MutationContext context) => InsertAtPiece(context, [context.Random.Pick(Closers)]);

    private static bool InsertBlank(MutationContext context) => InsertAtPiece(context, [context.Random.Pick(Blanks)]);

    /// <summary>A top-level value that is no object.</summary>
    private static bool InsertScalar(MutationContext context)
    {
        ArrayBufferWriter<byte> scalar = context.NewScratch();
        RandomJson.WriteScalar(scalar, context.Random);
        return context.Input.Insert(context.PickBoundary(), scalar.WrittenSpan);
    }

    private static bool InsertNesting(MutationContext context)
    {
        int levels = context.Random.OneIn(16) ? context.Random.Between(1000, DeepestNesting) : context.Random.Between(2, 24);
        ArrayBufferWriter<byte> nested = context.NewScratch();
        bool closes = !context.Random.OneIn(4);
        for (int i = 0; i < levels; i++)
        {
            nested.Write("["u8);
        }

        for (int i = 0; closes && i < levels; i++)
        {
            nested.Write("]"u8);
        }

        return context.TryPickValue(out Stretch value) && context.Random.OneIn(2)
            ? context.Input.Replace(value.Start, value.Length, nested.WrittenSpan)
            : context.Input.Insert(context.PickBoundary(), nested.WrittenSpan);
    }

    private static bool InsertAtPiece(MutationContext context, ReadOnlySpan<byte> bytes)
    {
        int picked = context.PickPiece(static (_, _) => true);
        return context.Input.Insert(picked < 0 ? 0 : context.Outline.Pieces[picked].Start, bytes);
    }
}
