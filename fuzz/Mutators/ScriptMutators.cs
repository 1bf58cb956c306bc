using System.Collections.Immutable;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of what a client is told: the alterations at drawn places, and steps.</summary>
internal static class ScriptMutators
{
    private const int MostOften = 12;

    /// <summary>Any alteration of a message.</summary>
    public static ImmutableArray<(string Name, Mutation Mutation)> Messages { get; } =
        [.. MessageAlterations.All.Select(each => (each.Name, (Mutation)(context => context.TryPickMessage(out Stretch message) && each.Alteration(context, message))))];

    /// <summary>Any alteration of a value.</summary>
    public static ImmutableArray<(string Name, Mutation Mutation)> Values { get; } =
        [.. ValueAlterations.All.Select(each => (each.Name, (Mutation)(context => context.TryPickValue(out Stretch value) && each.Alteration(context, value))))];

    public static ImmutableArray<(string Name, Mutation Mutation)> Steps { get; } =
    [
        ("split", Split),
        ("remove", Remove),
        ("loop", Loop),
        ("reconnect", static context => context.Input.Insert(context.PickBoundary(), MessageAlterations.Step(StepKind.Reconnect))),
        ("await", static context => context.Input.Insert(context.PickBoundary(), MessageAlterations.Step(StepKind.Await))),
    ];

    private static bool Split(MutationContext context) =>
        context.Input.Insert(context.Random.Below(context.Input.Length + 1), MessageAlterations.Step(StepKind.EndOfChunk));

    private static bool Remove(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.Step);
        return picked >= 0 && context.Input.Remove(context.Outline.Pieces[picked].Start, context.Outline.Pieces[picked].Length);
    }

    /// <summary>A message is said many times.</summary>
    private static bool Loop(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        byte[] loop = MessageAlterations.Loop(context.Input.Bytes[message.Start..message.End], (byte)context.Random.Between(1, MostOften));
        return context.Input.Replace(message.Start, message.Length, loop);
    }
}
