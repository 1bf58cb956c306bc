using System.Reflection;
using QmpFuzz.Corpus.Store;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace QmpFuzz.Xunit;

/// <summary>
/// Gives a theory one <see cref="QmpRegression"/> for each testcase in a folder, which <c>qmpfuzz keep --to FOLDER</c> fills. A path that is not
/// rooted starts at the test assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QmpRegressionsAttribute(string folder) : DataAttribute
{
    /// <summary>The folder of regressions.</summary>
    public string Folder { get; } = folder;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        string path = Path.Combine(AppContext.BaseDirectory, Folder);
        return new([.. Regression.Load(path).Select(kept => new TheoryDataRow<QmpRegression>(new QmpRegression(path, kept.Name)))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
