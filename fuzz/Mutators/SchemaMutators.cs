using System.Buffers;
using System.Collections.Immutable;
using QmpFuzz.Fuzz.Generation;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations that know what commands the server has, and what it has spoken of.</summary>
internal static class SchemaMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("command", context => Insert(context, Obedience.Valid)),
        ("deviate", context => Insert(context, Obedience.Deviating)),
        ("replace", Replace),
        ("mention", Mention),
    ];

    private static bool Insert(MutationContext context, Obedience obedience)
    {
        ArrayBufferWriter<byte> command = context.NewScratch();
        context.Commands!.Write(command, context.Random, obedience);
        return context.Input.Insert(context.PickBoundary(), command.WrittenSpan);
    }

    private static bool Replace(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        ArrayBufferWriter<byte> command = context.NewScratch();
        context.Commands!.Write(command, context.Random, context.Random.OneIn(2) ? Obedience.Valid : Obedience.Deviating);
        return context.Input.Replace(message.Start, message.Length, command.WrittenSpan);
    }

    private static bool Mention(MutationContext context)
    {
        MentionedValues mentioned = context.Commands!.Mentioned;
        int picked = mentioned.Count == 0 ? -1
            : context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.String && !outline.IsKey(piece));
        if (picked < 0)
        {
            return false;
        }

        Piece text = context.Outline.Pieces[picked];
        return context.Input.Replace(text.Start, text.Length, mentioned.Pick(context.Random));
    }
}
