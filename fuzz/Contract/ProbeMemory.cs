using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Fuzz.Contract;

/// <summary>Leaves an execution that spent its probe budget: a hang, told without a clock.</summary>
public sealed class ProbeBudgetExceededException : Exception
{
    public ProbeBudgetExceededException()
        : base("the probe budget is spent")
    {
    }

    public ProbeBudgetExceededException(string message)
        : base(message)
    {
    }

    public ProbeBudgetExceededException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>What code injected into a target calls: once to find its counters, and when its budget is spent.</summary>
public static class ProbeMemory
{
    /// <summary>The budget, a 64-bit integer, lies this many bytes before the first counter.</summary>
    public const int BudgetOffset = 8;

    /// <summary>The slot of a target's <see cref="OperandTable"/>, where it has one.</summary>
    public static string OperandsOf(string slot) => $"{slot} operands";

    /// <summary>Hands the address of the counters to the assembly that was rewritten for this slot; done before that assembly is loaded.</summary>
    public static void Offer(string slot, nint counters) => AppContext.SetData(slot, counters);

    /// <summary>The address that was offered. Called by the static constructor of the injected class, hence once.</summary>
    public static nint Claim(string slot) =>
        AppContext.GetData(slot) is nint counters ? counters : throw new InvalidOperationException($"no counters for {slot}");

    /// <summary>Ends an execution that spent its budget.</summary>
    [DoesNotReturn]
    public static void Exceeded() => throw new ProbeBudgetExceededException();
}
