using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Json;

/// <summary>The short way must not be told from the long one; that it is taken at all is checked here too.</summary>
public class WholeMessageParserTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData(" \t\r\n{ \"a\" : [ 1 , -2 ] , \"\" : { } }")]
    [InlineData("""{"execute": "query-status", "id": 17}""")]
    [InlineData("[true, false, null]")]
    [InlineData("[0, -0, 999999999999999999, -999999999999999999]")]
    [InlineData("[0.5, -12.25, 123456789.012345, -0.0]")]
    [InlineData("[\"\", \"a\", \"0123456789012345678901234567890\", \"01234567890123456789012345678901\", \"012345678901234567890123456789012\"]")]
    [InlineData("""["\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00", "é€😀", "'"]""")]
    [InlineData("""{"\u0061": 1, "aa": 2, "12345678a": 3, "12345678b": 4, "a\\": 5}""")]
    public void OrdinaryMessage_IsTakenWhole(string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message + "\n");

        Assert.Equal(bytes.Length - 1, Take(bytes));
        Assert.Equal(bytes.Length - 1, Take([.. bytes, .. new byte[64]]));
        JsonReading.ReadInEveryChunking(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1 ")]
    [InlineData("\"a\"")]
    [InlineData("{\"a\":1")]
    [InlineData("['a']")]
    [InlineData("[1e5]")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[1000000000000000000]")]
    [InlineData("[1.000000000000001]")]
    [InlineData("[truer]")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{1:2}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\t\"]")]
    [InlineData("[\"\\\n\"]")]
    [InlineData("[\"\xFF\"]")]
    [InlineData("[\"\xC0\x81\"]")]
    public void UnusualMessage_IsLeftToTheLexer(string message)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(message);

        Assert.Equal(0, Take(bytes));
        Assert.Equal(0, Take([.. bytes, .. new byte[64]]));
        JsonReading.ReadInEveryChunking(bytes);
    }

    [Theory]
    [InlineData(33, true)]
    [InlineData(34, false)]
    public void Nesting_IsOrdinaryTo33(int depth, bool ordinary) =>
        Assert.Equal(ordinary ? depth * 2 : 0, Take(Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth))));

    [Fact]
    public void Message_OfMoreThan1MiB_IsLeftToTheLexer()
    {
        string zeros = string.Concat(Enumerable.Repeat("0,", (1 << 19) - 2));

        Assert.Equal((1 << 20) - 1, Take(Encoding.ASCII.GetBytes($"[{zeros}0]")));
        Assert.Equal(0, Take(Encoding.ASCII.GetBytes($"[{zeros}000]")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(100)]
    public void Twin_IsSeen_WhicheverKeyItRepeats(int members)
    {
        string[] keys = [.. Enumerable.Range(0, members).Select(i => $"\"{new string('k', i % 12)}{i}\":{{}}")];
        foreach (string twin in keys)
        {
            Assert.NotEqual(0, Take(Encoding.ASCII.GetBytes($"{{{string.Join(',', keys)}}}")));
            Assert.Equal(0, Take(Encoding.ASCII.GetBytes($"{{{string.Join(',', keys)},{twin}}}")));
        }
    }

    [Fact]
    public void Fraction_IsTheNearestDouble() => Prop.ForAll<int, uint, bool>((whole, decimals, isShort) =>
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{whole / (isShort ? 1000 : 1)}.{decimals % 100000:00000}");
        JsonMessage message = new();

        Assert.NotEqual(0, new WholeMessageParser(JsonSyntax.Qemu).Parse(Encoding.ASCII.GetBytes($"[{text}]"), message));
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), new JsonValue(message, 1).Double);
    }).QuickCheckThrowOnFailure();

    /// <summary>The same with a few bytes changed: in one piece, nearly all of it goes the short way; byte by byte nothing does.</summary>
    [Fact]
    public void DamagedMessages_ReadTheSameBothWays()
    {
        byte[] good = Encoding.UTF8.GetBytes("""
            {"execute": "device_add", "arguments": {"driver": "virtio-blk-pci", "id": "disk1", "bootindex": -1, "x": "io\u00e9\n3"}, "id": 7}
            {"return": [{"device": "d0", "locked": false, "ratio": 12.25, "long": "/var/lib/images/a-long-name-of-a-file.qcow2", "dirty": null}]}
            {"error": {"class": "GenericError", "desc": "Device 'é' \"not\" found"}, "id": [true, {}]}
            """);
        Gen<(int Place, byte Value)> change = Gen.Zip(Gen.Choose(0, good.Length - 1), Gen.Elements([.. "\"'\\{}[]:, \n0-.eatu\0\xFF\xC3"u8]));
        Config many = Config.QuickThrowOnFailure.WithMaxTest(2000);

        Prop.ForAll(change.ListOf().ToArbitrary(), changes =>
        {
            byte[] bytes = [.. good];
            foreach ((int place, byte value) in changes.Take(4))
            {
                bytes[place] = value;
            }

            Assert.Equal(JsonReading.Read(bytes.Select(value => new[] { value })), JsonReading.Read(bytes));
        }).Check(many);
    }

    private static int Take(byte[] bytes) => new WholeMessageParser(JsonSyntax.Qemu).Parse(bytes, new JsonMessage());
}
