using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Json;

/// <summary>What is read is written as QEMU 7.2 writes it.</summary>
public class JsonWriterTests
{
    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("0.1", "0.10000000000000001")]
    [InlineData("1e16", "10000000000000000")]
    [InlineData("1e17", "1e+17")]
    [InlineData("1e22", "1e+22")]
    [InlineData("1.5e-7", "1.4999999999999999e-07")]
    [InlineData("1e999", "inf")]
    [InlineData("-1e999", "-inf")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "1.8446744073709552e+19")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-9223372036854775809", "-9.2233720368547758e+18")]
    public void Number_IsWrittenAsQemuDoes(string sent, string written) => Assert.Equal([$"[{written}]"], Read($"[{sent}]"));

    [Theory]
    [InlineData("\"\\b\\f\\n\\r\\t\\\"\\\\\\/\"", "\"\\b\\f\\n\\r\\t\\\"\\\\/\"")]
    [InlineData("'\\''", "\"'\"")]
    [InlineData("\"\x7F\"", "\"\\u007F\"")]
    [InlineData("\"\\u0000\"", "\"\\u0000\"")]
    [InlineData("\"\xC0\x80\"", "\"\\u0000\"")]
    [InlineData("\"\\u00e9\xC3\xA9\"", "\"\\u00E9\\u00E9\"")]
    [InlineData("\"\\uD83D\\uDE00\xF0\x9F\x98\x80\"", "\"\\uD83D\\uDE00\\uD83D\\uDE00\"")]
    public void String_IsAsciiWithUpperCaseEscapes(string sent, string written) => Assert.Equal([written], Read(sent));

    [Theory]
    [InlineData("{\"id\":1,\"return\":{}}", "{\"return\": {}, \"id\": 1}")]
    [InlineData("{\"error\":1,\"id\":2}", "{\"id\": 2, \"error\": 1}")]
    [InlineData("{\"major\":7,\"minor\":2,\"micro\":22}", "{\"micro\": 22, \"minor\": 2, \"major\": 7}")]
    [InlineData("{\"micro\":22,\"minor\":2,\"major\":7}", "{\"minor\": 2, \"micro\": 22, \"major\": 7}")]
    [InlineData("[[],{},[{}]]", "[[], {}, [{}]]")]
    public void Members_StandInTheOrderOfQemusTable(string sent, string written) => Assert.Equal([written], Read(sent));

    [Theory]
    [InlineData("timestamp", 26)]
    [InlineData("QMP", 99)]
    [InlineData("exec-oob", 162)]
    [InlineData("class", 211)]
    [InlineData("execute", 299)]
    [InlineData("event", 361)]
    [InlineData("desc", 377)]
    [InlineData("return", 401)]
    [InlineData("arguments", 447)]
    [InlineData("id", 486)]
    [InlineData("error", 489)]
    [InlineData("data", 505)]
    public void Bucket_IsThatOfQemusHash(string key, int bucket) => Assert.Equal(bucket, KeyOrder.Bucket(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("\xC3", "\\uFFFD")]
    [InlineData("a\xE2\x82z", "a\\uFFFDz")]
    [InlineData("\xFF\xFE", "\\uFFFD\\uFFFD")]
    [InlineData("\xF8\x88\x80\x80\x80", "\\uFFFD")]
    public void IllFormedSequence_IsOneReplacementCharacter(string bytes, string written)
    {
        ByteBuffer output = new();
        JsonWriter.WriteEscaped(Encoding.Latin1.GetBytes(bytes), output);

        Assert.Equal(written, Encoding.ASCII.GetString(output.Span));
    }

    [Fact]
    public void AnyTree_WrittenAndReadByTheFramework_IsTheSame() => Prop.ForAll(Trees().ToArbitrary(), tree =>
    {
        string written = Assert.Single(Read(tree + " "));

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(tree), JsonElement.Parse(written)), $"{tree} became {written}");
        Assert.Equal([written], JsonReading.ReadAs(JsonSyntax.Rfc8259, [Encoding.UTF8.GetBytes(tree + " ")]));
        Assert.Equal([written], Read(written + " "));       // canonical: reading it again changes nothing but the order inside a bucket
    }).QuickCheckThrowOnFailure();

    private static IReadOnlyList<string> Read(string bytes) => JsonReading.ReadInEveryChunking(Encoding.Latin1.GetBytes(bytes));

    /// <summary>JSON texts whose keys fall into different buckets, so that writing them twice keeps their order.</summary>
    private static Gen<string> Trees() => Gen.Sized(size => Tree(Math.Min(size, 24)));

    private static Gen<string> Tree(int size)
    {
        Gen<string> scalar = Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>().Select(number => JsonSerializer.Serialize(number)),
            Gen.Elements("null", "true", "false", "1.5", "-0.25", "18446744073709551615"),
            Gen.Elements("", "id", "libvirt-1", "\u00e9", "\U0001F600", "\0", "a\"b\\c", "line\nline").Select(text => JsonSerializer.Serialize(text)));
        if (size < 2)
        {
            return scalar;
        }

        Gen<IEnumerable<string>> children = Tree(size / 3).ListOf(3).Select(list => list.AsEnumerable());
        return Gen.OneOf(
            scalar,
            children.Select(list => $"[{string.Join(",", list)}]"),
            children.Select(list => $"{{{string.Join(",", list.Zip(["return", "id", "data"], (child, key) => $"\"{key}\":{child}"))}}}"));
    }
}
