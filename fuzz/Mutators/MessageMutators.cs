using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations that move whole messages.</summary>
internal static class MessageMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("drop", Drop),
        ("repeat", Repeat),
        ("copy", Copy),
        ("swap", Swap),
        ("first", MoveToFront),
        ("borrow", Borrow),
        ("append", AppendPartner),
        ("cross", CrossOver),
    ];

    private static bool Drop(MutationContext context) =>
        context.TryPickMessage(out Stretch message) && context.Input.Remove(message.Start, message.Length);

    private static bool Repeat(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        int times = context.Random.Few(4);
        bool repeated = false;
        for (int i = 0; i < times; i++)
        {
            repeated |= context.Input.Insert(message.End, context.Input.Bytes[message.Start..message.End]);
        }

        return repeated;
    }

    private static bool Copy(MutationContext context) =>
        context.TryPickMessage(out Stretch message) && context.Input.Insert(context.PickBoundary(), context.Input.Bytes[message.Start..message.End]);

    private static bool Swap(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch one) || !context.TryPickMessage(out Stretch other) || one == other)
        {
            return false;
        }

        (Stretch first, Stretch second) = one.Start < other.Start ? (one, other) : (other, one);
        return context.Input.Swap(first.Start..first.End, second.Start..second.End);
    }

    private static bool MoveToFront(MutationContext context) =>
        context.TryPickMessage(out Stretch message) && message.Start > 0 && context.Input.Swap(0..message.Start, message.Start..message.End);

    /// <summary>A message of another testcase.</summary>
    private static bool Borrow(MutationContext context)
    {
        List<Stretch> messages = context.PartnerOutline.Messages;
        if (messages.Count == 0)
        {
            return false;
        }

        Stretch message = messages[context.Random.Below(messages.Count)];
        return context.Input.Insert(context.PickBoundary(), context.Partner[message.Start..message.End]);
    }

    private static bool AppendPartner(MutationContext context) =>
        !context.Partner.IsEmpty && context.Input.Insert(context.Input.Length, context.Partner);

    /// <summary>The first messages of this one, the last ones of another.</summary>
    private static bool CrossOver(MutationContext context)
    {
        List<Stretch> messages = context.PartnerOutline.Messages;
        if (messages.Count == 0)
        {
            return false;
        }

        int cut = context.PickBoundary();
        int from = messages[context.Random.Below(messages.Count)].Start;
        return context.Input.Replace(cut, context.Input.Length - cut, context.Partner[from..]);
    }
}
