using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using Xunit.Sdk;

namespace QmpFuzz.Xunit;

/// <summary>An input that once showed a bug. It must be answered rightly; one that is marked known-failing must not be, until somebody promotes it.</summary>
public sealed class QmpRegression : IXunitSerializable
{
    private string _folder = "";
    private string _name = "";
    private IReadOnlyList<byte[]> _inputs = [];

    /// <summary>For the test runner.</summary>
    public QmpRegression()
    {
    }

    internal QmpRegression(string folder, string name) => (_folder, _name) = (folder, name);

    /// <summary>Of inputs that stand in the source of a test; they run one after the other, and the last one is judged.</summary>
    public static QmpRegression OfBase64(params string[] inputs) => new() { _name = "these inputs", _inputs = [.. inputs.Select(Convert.FromBase64String)] };

    /// <summary>Plays it to a server of your own; throws <see cref="QmpRegressionException"/> where it is not answered as it must be.</summary>
    public void Check(ISessionTarget server, string dialect = "qemu") =>
        Check(new Reproducer(new SessionExecutor(server), dialect, TargetTraits.All & ~TargetTraits.ChoosesDialect));

    /// <summary>The same for the server that is built in.</summary>
    public void CheckEmbedded(string dialect = "qemu")
    {
        using Reproducer reproducer = Reproducer.Embedded(dialect);
        Check(reproducer);
    }

    public override string ToString() => _name;

    void IXunitSerializable.Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(_folder), _folder);
        info.AddValue(nameof(_name), _name);
    }

    void IXunitSerializable.Deserialize(IXunitSerializationInfo info) =>
        (_folder, _name) = (info.GetValue<string>(nameof(_folder)) ?? "", info.GetValue<string>(nameof(_name)) ?? "");

    private void Check(Reproducer reproducer)
    {
        Regression kept = _folder.Length > 0
            ? Regression.Load(_folder).Single(each => each.Name == _name)
            : new Regression { Name = _name, Testcase = _inputs[^1] };
        foreach (byte[] before in _inputs.SkipLast(1))
        {
            reproducer.Execute(before);
        }

        Finding? finding = reproducer.Judge(kept.Testcase);
        if (kept.State == RegressionState.MustPass && finding is not null)
        {
            throw new QmpRegressionException($"{kept.Name} ({kept.Title}) is back:\n{FindingText.Verdict(finding)}");
        }

        if (kept.State == RegressionState.KnownFailing && finding is null)
        {
            throw new QmpRegressionException($"{kept.Name} ({kept.Title}) passes now: make it must-pass in {Path.Combine(_folder, kept.Name)}.txt");
        }
    }
}
