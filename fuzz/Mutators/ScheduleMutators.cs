using System.Collections.Immutable;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of the steps between the bytes: chunks, completions, events, disconnects, monitors, time.</summary>
internal static class ScheduleMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("insert", InsertStep),
        ("split", InsertChunkEnd),
        ("remove", RemoveStep),
        ("letter", ChangeLetter),
        ("argument", ChangeArgument),
        ("copy", CopyStep),
        ("monitor", MoveToMonitor),
        ("hold", HoldAndRun),
    ];

    private static ReadOnlySpan<byte> Letters => "cesdxwfmhrt"u8;

    /// <summary>A random step before a message, or before any piece.</summary>
    private static bool InsertStep(MutationContext context)
    {
        int at = context.Random.OneIn(4) ? PickPieceStart(context) : context.PickBoundary();
        return InsertStep(context, at, context.Random.Pick(Letters), context.Random.Below(8));
    }

    private static bool InsertChunkEnd(MutationContext context) =>
        context.Input.Insert(context.Random.Below(context.Input.Length + 1), [ScheduleStep.Introducer, (byte)StepKind.EndOfChunk]);

    private static bool RemoveStep(MutationContext context)
    {
        int picked = PickStep(context);
        return picked >= 0 && context.Input.Remove(context.Outline.Pieces[picked].Start, context.Outline.Pieces[picked].Length);
    }

    private static bool ChangeLetter(MutationContext context)
    {
        int picked = PickStep(context);
        if (picked < 0)
        {
            return false;
        }

        Piece step = context.Outline.Pieces[picked];
        byte letter = context.Random.Pick(Letters);
        return ScheduleStep.TakesArgument(letter)
            ? context.Input.Replace(step.Start, step.Length, [ScheduleStep.Introducer, letter, (byte)context.Random.Below(8)])
            : context.Input.Replace(step.Start, step.Length, [ScheduleStep.Introducer, letter]);
    }

    private static bool ChangeArgument(MutationContext context)
    {
        int picked = context.PickPiece(static (outline, piece) => outline.Pieces[piece] is { Kind: PieceKind.Step, Length: 3 });
        if (picked < 0)
        {
            return false;
        }

        context.Input[context.Outline.Pieces[picked].End - 1] = (byte)context.Random.Below(16);
        return true;
    }

    private static bool CopyStep(MutationContext context)
    {
        int picked = PickStep(context);
        if (picked < 0)
        {
            return false;
        }

        Piece step = context.Outline.Pieces[picked];
        return context.Input.Insert(context.PickBoundary(), context.Input.Bytes[step.Start..step.End]);
    }

    /// <summary>A message goes to another monitor, and what follows it stays where it was.</summary>
    private static bool MoveToMonitor(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return false;
        }

        int monitor = context.Random.Below(ScheduleStep.MonitorLimit);
        return InsertStep(context, message.End, (byte)StepKind.Monitor, 0) && InsertStep(context, message.Start, (byte)StepKind.Monitor, monitor);
    }

    /// <summary>The dispatcher is held before a message and runs some commands later on.</summary>
    private static bool HoldAndRun(MutationContext context)
    {
        int runs = context.Random.Few(8);
        for (int i = 0; i < runs; i++)
        {
            if (!InsertStep(context, context.PickBoundary(), (byte)StepKind.RunOne, 0))
            {
                return i > 0;
            }
        }

        return InsertStep(context, context.PickBoundary(), (byte)StepKind.Hold, 0);
    }

    private static int PickStep(MutationContext context) => context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.Step);

    private static int PickPieceStart(MutationContext context)
    {
        int picked = context.PickPiece(static (_, _) => true);
        return picked < 0 ? 0 : context.Outline.Pieces[picked].Start;
    }

    private static bool InsertStep(MutationContext context, int at, byte letter, int argument) => ScheduleStep.TakesArgument(letter)
        ? context.Input.Insert(at, [ScheduleStep.Introducer, letter, (byte)argument])
        : context.Input.Insert(at, [ScheduleStep.Introducer, letter]);
}
