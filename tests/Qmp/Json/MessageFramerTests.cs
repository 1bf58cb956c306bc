using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Json;

/// <summary>Bytes to messages; expectations are QEMU 7.2's own answers. Latin-1 in the tables: one character, one byte.</summary>
public class MessageFramerTests
{
    private const string Prefix = "! JSON parse error, ";

    [Theory]
    [InlineData("{\"a\":1}{\"b\":2}\n[3]", "{\"a\": 1}", "{\"b\": 2}", "[3]")]
    [InlineData("{\"a\"\n:\r\n\t1\n}", "{\"a\": 1}")]
    [InlineData("12}", "12", Prefix + "expecting value")]
    [InlineData("42")]
    [InlineData("42 ", "42")]
    [InlineData("true,null ", "true", Prefix + "expecting value", "null")]
    [InlineData("\"x\"'y'", "\"x\"", "\"y\"")]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    public void Message_EndsWhereBracesAreEven_NotAtNewlines(string bytes, params string[] expected) =>
        Assert.Equal(expected, JsonReading.ReadInEveryChunking(Encoding.Latin1.GetBytes(bytes)));

    [Theory]
    [InlineData("[{]}", "expecting value")]
    [InlineData("[}", "expecting value")]
    [InlineData("{]", "expecting value")]
    [InlineData("{\"a\":1]", "expected separator in dict")]
    [InlineData("[1 2]", "expected separator in list")]
    [InlineData("{,}", "expecting value")]
    [InlineData("[1,]", "expecting value")]
    [InlineData("{\"a\"}", "missing : in object pair")]
    [InlineData("{\"a\":}", "expecting value")]
    [InlineData("{1:2}", "key is not a string in object")]
    [InlineData("{[\"a\"]:2}", "key is not a string in object")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "duplicate key")]
    [InlineData("[{\"a\":{\"b\":1,\"b\":2}}]", "duplicate key")]
    [InlineData("[truer]", "invalid keyword 'truer'")]
    [InlineData("[\"\\x\"]", "invalid escape sequence in string")]
    [InlineData("[\"\\ud800\"]", "\\ud800 is not a valid Unicode character")]
    [InlineData("[\"\\uD87F\\uDFFE\"]", "\\uD87F\\uDFFE is not a valid Unicode character")]
    [InlineData("[\"\\u1\"]", "\\u1\" is not a valid Unicode character")]
    [InlineData("[\"\\uD800\\u12\"]", "\\uD800 is not a valid Unicode character")]
    [InlineData("[\"\xC0\x81\"]", "invalid UTF-8 sequence in string")]
    [InlineData("[\"\xED\xA0\x80\"]", "invalid UTF-8 sequence in string")]
    [InlineData("[0e5]", "expected separator in list")]
    public void ParseFault_IsTheFirstInTheMessage_AndLeavesNoTrace(string bytes, string fault) =>
        Assert.Equal([Prefix + fault, "[1]"], JsonReading.ReadInEveryChunking(Encoding.Latin1.GetBytes(bytes + "[1]")));

    [Theory]
    [InlineData("@ {\"a\":1}", "stray '@'", "{\"a\": 1}")]
    [InlineData("{\"a\":1.}[2]", "stray '1.}'", "[2]")]
    [InlineData("-{}[2]", "stray '-{'", Prefix + "expecting value", "[2]")]
    [InlineData("\"abc\ndef\" [2]", "stray '\"abc\n'", "[2]")]
    [InlineData("\xFF[2]", "stray '\xFF'", "[2]")]
    [InlineData("{\"a\xFF[2]", "stray '\"a\xFF'", "[2]")]
    [InlineData("\0[2]", "stray ''", "[2]")]
    [InlineData("True [2]", "stray 'T'", "[2]")]
    [InlineData("01[2]", "stray '01'", "[2]")]
    [InlineData("[\"\\\n[2]", "stray '\"\\\n'", "[2]")]
    [InlineData("%p\n2 ", "stray '%'", "2")]
    public void LexicalFault_SkipsToStructureOrControl(string bytes, string fault, params string[] rest) =>
        Assert.Equal([Prefix + fault, .. rest], JsonReading.ReadInEveryChunking(Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public void BrokenLine_GivesOneFaultPerPiece() => Assert.Equal(
        [
            Prefix + "stray '@'", Prefix + "expecting value", "\"b\"", Prefix + "expecting value", "1", Prefix + "expecting value",
        ],
        JsonReading.ReadInEveryChunking("{\"a\":@,\"b\":1}"u8.ToArray()));

    [Theory]
    [InlineData("\x00")]
    [InlineData("\x01")]
    [InlineData("\x0B")]
    [InlineData("\x1F")]
    [InlineData("\xFE")]
    [InlineData("\xFF")]
    public void ResetByte_InAnyState_IsOneFaultAndACleanStart(string reset)
    {
        foreach (string before in new[] { "", "{\"a\":[", "\"abc", "'a\\", "12", "-", "1e", "tru", "@ junk" })
        {
            IReadOnlyList<string> messages = JsonReading.ReadInEveryChunking(Encoding.Latin1.GetBytes(before + reset + "{\"ok\":1}"));

            Assert.Equal("{\"ok\": 1}", messages[^1]);
            Assert.StartsWith(Prefix + "stray", messages[^2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ManyMembers_AreAllKept_AndATwinIsFound()
    {
        string members = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":{{\"k{i}\":{i}}}"));

        string kept = Assert.Single(JsonReading.Read(Encoding.ASCII.GetBytes($"{{{members}}}")));
        Assert.All(Enumerable.Range(0, 5000), i => Assert.Contains($"\"k{i}\": {{\"k{i}\": {i}}}", kept, StringComparison.Ordinal));
        Assert.Equal([Prefix + "duplicate key"], JsonReading.Read(Encoding.ASCII.GetBytes($"{{{members},\"k17\":0}}")));
    }

    [Fact]
    public void AnyBytes_InAnyChunking_GiveTheSame() => Prop.ForAll<byte[]>(bytes => JsonReading.ReadInEveryChunking(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void JsonishBytes_InAnyChunking_GiveTheSame()
    {
        Gen<byte[]> jsonish = Gen.Elements("{", "}", "[", "]", ":", ",", "\"", "'", "\\", "\\u00e9", "1", "-0", ".5", "e+", "true", "nul", " ", "\n", "\xFF", "\"a\"", "\xC3")
            .ListOf()
            .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));

        Prop.ForAll(jsonish.ToArbitrary(), bytes => JsonReading.ReadInEveryChunking(bytes)).QuickCheckThrowOnFailure();
    }
}
