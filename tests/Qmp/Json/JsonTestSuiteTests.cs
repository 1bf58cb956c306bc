using System.Text.RegularExpressions;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Json;

/// <summary>
/// JSONTestSuite through the strict syntax. A JSON text is accepted if it is exactly one message without a fault and nothing is
/// left open behind it: QMP is a stream of values, so that two of them, or half of one, are no fault by themselves.
/// </summary>
public sealed class JsonTestSuiteTests
{
    private static readonly string Folder = Repository.PathOf("tests/Data/JSONTestSuite/test_parsing");

    /// <summary>QMP refuses these; the suite accepts them, as the RFC only advises against.</summary>
    private static readonly string[] WithTwins = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

    [Fact]
    public void Suite_IsAllThere() => Assert.Equal((95, 188, 35), (Files("y_").Count, Files("n_").Count, Files("i_").Count));

    [Fact]
    public void Text_ThatMustBeAccepted_IsOneMessage() => Complaints.AssertNone(Files("y_").Except(WithTwins).Where(file => !Accepts(JsonSyntax.Rfc8259, file)));

    [Fact]
    public void Text_ThatMustBeRefused_IsNot() => Complaints.AssertNone(Files("n_").Where(file => Accepts(JsonSyntax.Rfc8259, file)));

    [Fact]
    public void Keys_ThatStandTwice_AreRefused() => Assert.All(
        WithTwins,
        file => Assert.StartsWith("! JSON parse error, duplicate key", JsonReading.ReadAs(JsonSyntax.Rfc8259, [Bytes(file)])[0], StringComparison.Ordinal));

    [Fact]
    public void Text_ThatMayBeEither_IsWhatTheTableSays()
    {
        string[] said = [.. Regex.Matches(File.ReadAllText(Repository.PathOf("docs/strict-json.md")), @"^\| (i_.*) \|$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

        Assert.Equal(Files("i_").Select(file => $"{file} | {Verdict(JsonSyntax.Rfc8259, file)} | {Verdict(JsonSyntax.Qemu, file)}"), said);
    }

    /// <summary>In pieces it is the same: the smaller files at every place, the two large ones in a few.</summary>
    [Fact]
    public void Text_InAnyChunks_GivesTheSame()
    {
        foreach (string file in Files(""))
        {
            byte[] bytes = Bytes(file);
            IReadOnlyList<string> whole = JsonReading.ReadAs(JsonSyntax.Rfc8259, [bytes]);
            IEnumerable<IReadOnlyList<byte[]>> chunkings = bytes.Length < 2000 ? Chunkings.Of(bytes) : [[.. bytes.Chunk(1)], [.. bytes.Chunk(4093)]];

            Assert.All(chunkings, chunks => Assert.Equal(whole, JsonReading.ReadAs(JsonSyntax.Rfc8259, chunks)));
        }
    }

    private static string Verdict(JsonSyntax syntax, string file) => Accepts(syntax, file) ? "accepted" : "refused";

    // the 0 ends a number at top level, and is a message of its own only if nothing was left open
    private static bool Accepts(JsonSyntax syntax, string file) =>
        JsonReading.ReadAs(syntax, [Bytes(file), "\n0\n"u8.ToArray()]) is [var message, "0"] && !message.StartsWith('!');

    private static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static List<string> Files(string prefix) =>
        [.. Directory.EnumerateFiles(Folder, prefix + "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
