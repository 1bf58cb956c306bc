using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What the recordings in the corpus say is what a fresh QEMU of the same version says again.</summary>
public sealed class ShippedRecordingsTests
{
    public static TheoryData<string> Names() => new(ShippedRecordings.Names);

    public static TheoryData<string> ShortNames() => new(ShippedRecordings.Names.Where(name => !name.StartsWith("08", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Recording_AtMaximumSpeed_DoesNotDivergeTwiceInARow(string name) => PlayTwiceAsync(name, "max");

    [Theory]
    [MemberData(nameof(ShortNames))]
    public Task Recording_AsRecorded_DoesNotDivergeTwiceInARow(string name) => PlayTwiceAsync(name, "1");

    private static async Task PlayTwiceAsync(string name, string speed)
    {
        ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        for (int pass = 0; pass < 2; pass++)
        {
            (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
                "replay", ShippedRecordings.PathOf(name), "--spawn", ShippedRecordings.SpawnOf(name), "--speed", speed, "--allow-host-access", "--json");
            Assert.True(code == 0, errors + Divergences(output));
            JsonElement report = JsonElement.Parse(output);
            Assert.All(report.GetProperty("time_dependent").EnumerateArray(), difference => Assert.Contains(name[..2], (string[])["06", "08"]));
            Assert.True(report.GetProperty("commands").GetInt32() > 0, output);
        }
    }

    private static string Divergences(string output) =>
        output.StartsWith('{') ? JsonElement.Parse(output).GetProperty("divergences").GetRawText() : output;
}
