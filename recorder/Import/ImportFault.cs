namespace QmpFuzz.Recorder.Import;

/// <summary>What is wrong with a file that was to be imported, and where; what stands before it was imported.</summary>
public sealed record ImportFault(string File, string? Place, string Reason)
{
    public override string ToString() => Place is null ? $"{File}: {Reason}" : $"{File}: {Place}: {Reason}";
}
