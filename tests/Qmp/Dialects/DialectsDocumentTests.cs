using System.Reflection;
using System.Text.RegularExpressions;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

/// <summary>docs/dialects.md says what the server does: its sessions run, its tests exist, and no dialogue test is left out.</summary>
public sealed class DialectsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs/dialects.md"));

    public static TheoryData<string> Names() => [.. ProtocolDialect.All.Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Session_InTheDocument_IsWhatTheServerSays(string dialect)
    {
        string[] sessions = [.. Regex.Matches(SectionOf(dialect), "```session\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(sessions);
        Assert.All(sessions, session => DocumentedSession.Play(ProtocolDialect.Find(dialect)!, session));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Section_OfADialect_SaysWhereItComesFrom(string dialect) => Assert.Contains("\nFrom: ", SectionOf(dialect), StringComparison.Ordinal);

    [Fact]
    public void Rows_OfTheDocument_EachNameTestsThatExist()
    {
        HashSet<string> tests = [.. Tests(_ => true)];
        string[] rows = [.. Document.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Rule", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.NotEmpty(TestsIn(row)));
        Assert.All(TestsIn(Document), test => Assert.Contains(test, tests));
    }

    [Fact]
    public void Deviations_ThatAreKnown_EachHaveARowWithTestsThatExist()
    {
        string document = File.ReadAllText(Repository.PathOf("docs/known-deviations.md"));
        HashSet<string> tests = [.. Tests(_ => true)];

        Assert.All(KnownDeviation.All, known => Assert.Contains($"\n| `{known.Name}` | `{known.Rule}` | ", document, StringComparison.Ordinal));
        Assert.All(TestsIn(document), test => Assert.Contains(test, tests));
    }

    [Fact]
    public void Tests_OfTheDialects_AreAllInTheDocument()
    {
        HashSet<string> named = [.. TestsIn(Document)];

        Complaints.AssertNone(Tests(type => type != typeof(DialectsDocumentTests) && type.Namespace == typeof(DialectsDocumentTests).Namespace)
            .Where(test => !named.Contains(test))
            .Select(test => $"docs/dialects.md does not name {test}"));
    }

    private static IEnumerable<string> TestsIn(string text) => Regex.Matches(text, @"`(\w+Tests\.\w+)`").Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Tests(Func<Type, bool> isMeant) =>
        from type in typeof(DialectsDocumentTests).Assembly.GetTypes()
        where type.Name.EndsWith("Tests", StringComparison.Ordinal) && isMeant(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<FactAttribute>() is not null
        select $"{type.Name}.{method.Name}";

    private static string SectionOf(string dialect)
    {
        string[] sections = Document.Split("\n## ");
        return Assert.Single(sections, section => section.StartsWith($"{dialect}\n", StringComparison.Ordinal));
    }
}
