using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What a merge would add: files, and the features and edges that they bring.</summary>
internal sealed record MergeOutcome(IReadOnlyList<string> NewFiles, IReadOnlySet<int> NewFeatures, IReadOnlySet<int> NewEdges)
{
    public static MergeOutcome Nothing { get; } = new([], new HashSet<int>(), new HashSet<int>());
}

/// <summary>A merge whose inputs run in processes of their own, one after the other, each beginning behind the input that ended the last one.</summary>
internal sealed class CrashResistantMerge(SelfCommand self, Action<string>? print)
{
    /// <summary>Null: a control file says that all of it has been done before.</summary>
    public MergeOutcome? Run(IReadOnlyList<string> first, IReadOnlyList<string> others, MergeOutcome known, string controlFile)
    {
        if (first.Count + others.Count == 0)
        {
            return MergeOutcome.Nothing;
        }

        List<MergedFile> before = [];
        if (ReadUnfinished(controlFile) is not { } attempts)
        {
            MergeControlFile? done = MergeControlFile.Read(controlFile);
            if (done is not null && done.Files.Count == first.Count + others.Count)
            {
                Say("nothing to do, merge has been completed before");
                return null;
            }

            before.AddRange(done?.Files ?? []);
            Say(string.Create(CultureInfo.InvariantCulture, $"{first.Count + others.Count} files, {first.Count} in the initial corpus, {before.Count} processed earlier"));
            string[] names = [.. before.Select(file => file.Path)];
            (string[] left, string[] right) = ([.. first.Except(names)], [.. others.Except(names)]);
            MergeControlFile.Create(controlFile, left, right);
            attempts = left.Length + right.Length;
        }

        Execute(controlFile, attempts);
        MergedFile[] firstBefore = [.. before.Where(file => first.Contains(file.Path))];
        MergeOutcome knownBefore = known with { NewFeatures = new HashSet<int>([.. known.NewFeatures, .. firstBefore.SelectMany(file => file.Features ?? [])]) };
        return Choose(controlFile, [.. before.Except(firstBefore)], knownBefore);
    }

    /// <summary>Files to go in a merge that was left; null: there is none, or it was ended.</summary>
    private int? ReadUnfinished(string controlFile)
    {
        if (!File.Exists(controlFile) || new FileInfo(controlFile).Length == 0)
        {
            return null;
        }

        Say($"non-empty control file provided: '{controlFile}'");
        MergeControlFile? control = MergeControlFile.Read(controlFile);
        Say(control is null ? "bad control file, will overwrite it"
            : string.Create(CultureInfo.InvariantCulture, $"control file ok, {control.Files.Count} files total, first not processed file {control.NextFile}"));
        return control is not null && control.NextFile < control.Files.Count ? control.Files.Count - control.NextFile : null;
    }

    /// <summary>Each process runs one input at least.</summary>
    private void Execute(string controlFile, int attempts)
    {
        SelfCommand inner = self.Without("merge", "fork", "runs", "max_total_time").With("merge_control_file", controlFile).With("merge_inner", "1");
        for (int attempt = 1; attempt <= attempts; attempt++)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt}"));
            if (inner.Run(print) == 0)
            {
                Say(string.Create(CultureInfo.InvariantCulture, $"successful in {attempt} attempt(s)"));
                return;
            }
        }
    }

    private MergeOutcome Choose(string controlFile, IReadOnlyList<MergedFile> before, MergeOutcome known)
    {
        MergeControlFile? control = MergeControlFile.Read(controlFile);
        HashSet<int> features = [.. known.NewFeatures, .. control?.Files.Take(control.FirstCount).SelectMany(file => file.Features ?? []) ?? []];
        HashSet<int> edges = [.. known.NewEdges, .. control?.Files.Take(control.FirstCount).SelectMany(file => file.Edges) ?? []];
        HashSet<int> newFeatures = [];
        HashSet<int> newEdges = [];
        List<string> files = [];
        IEnumerable<MergedFile> candidates = [.. control?.Files.Skip(control.FirstCount) ?? [], .. before];
        foreach (MergedFile file in candidates.OrderBy(file => file.Size).ThenByDescending(file => file.Features?.Count(feature => !features.Contains(feature)) ?? 0))
        {
            int count = newFeatures.Count;
            newFeatures.UnionWith((file.Features ?? []).Where(features.Add));
            newEdges.UnionWith(file.Edges.Except(edges));
            files.AddRange(newFeatures.Count > count ? [file.Path] : Array.Empty<string>());
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{files.Count} new files with {newFeatures.Count} new features added; {newEdges.Count} new coverage edges"));
        return new MergeOutcome(files, newFeatures, newEdges);
    }

    private void Say(string line) => print?.Invoke($"MERGE-OUTER: {line}");
}
