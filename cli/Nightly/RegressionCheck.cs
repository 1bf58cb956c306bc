using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Nightly;

/// <summary>Executes regressions on the embedded server, as the tests do.</summary>
internal static class RegressionCheck
{
    /// <summary>How many there are, and the names of those that do not do what their state says.</summary>
    public static (int Count, IReadOnlyList<string> Broken) Run(IEnumerable<string> folders, CancellationToken cancellation)
    {
        Regression[] regressions = [.. folders.Where(Directory.Exists).SelectMany(Regression.Load)];
        using Reproducer reproducer = Reproducer.Embedded(ProtocolDialect.Qemu.Name);
        List<string> broken = [];
        foreach (Regression regression in regressions)
        {
            cancellation.ThrowIfCancellationRequested();
            bool passes = reproducer.Judge(regression.Testcase) is null;
            if (passes != (regression.State == RegressionState.MustPass))
            {
                broken.Add(regression.Name);
            }
        }

        return (regressions.Length, broken);
    }
}
