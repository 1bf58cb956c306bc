namespace QmpFuzz.Fuzz.Workers;

/// <summary>What one worker is to do; inputs that killed an earlier one (by digest) are left out of what it starts from.</summary>
internal sealed record WorkOrder(ulong Seed, long? Executions, IReadOnlyList<ulong> Killers);
