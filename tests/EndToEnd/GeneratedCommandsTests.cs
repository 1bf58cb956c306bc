using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What a real QEMU says to generated commands.</summary>
public sealed partial class GeneratedCommandsTests
{
    private const int Rounds = 10;

    [Fact]
    public async Task ValidCommands_AreAcceptedByType()
    {
        QmpSchema schema = UpstreamSchema.Parse(await File.ReadAllBytesAsync(ShippedFiles.SchemaFile, TestContext.Current.CancellationToken), out _)!.Schema;
        CommandGenerator commands = new(schema, name => IsHarmless($"{{\"execute\":\"{name}\"}}"), new MentionedValues());
        DeterministicRandom random = new(1);
        Queue<string> made = new(Enumerable.Range(0, commands.Count * Rounds).Select(i => Make(commands, random, i % commands.Count)).Where(IsHarmless));
        int sent = made.Count;
        List<string> refused = [];
        while (made.Count > 0)
        {
            refused.AddRange(await SendAsync(made));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{refused.Count} of {sent} commands were not accepted by type");
        Assert.True(sent > 500, $"only {sent} commands were harmless");
        Assert.True(refused.Count <= sent / 10, $"{refused.Count} of {sent}\n{string.Join('\n', refused)}");
    }

    /// <summary>Sends until all were sent, or QEMU died of one (some can do that); says which were not accepted by type.</summary>
    private static async Task<List<string>> SendAsync(Queue<string> made)
    {
        List<string> refused = [];
        using TemporaryFolder folder = new();
        using RealQemu qemu = await RealQemu.StartAsync(folder);
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(qemu.Endpoint);
        while (made.TryDequeue(out string? text))
        {
            try
            {
                JsonElement command = JsonElement.Parse(text);
                JsonElement reply = await client.ExecuteAsync(command.GetProperty("execute").GetString()!, command.GetProperty("arguments").GetRawText());
                if (reply.TryGetProperty("error", out JsonElement error) && NotByType().IsMatch(error.GetProperty("desc").GetString()!))
                {
                    refused.Add($"{text.TrimEnd()} -> {error}");
                }
            }
            catch (ConnectionLostException)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"QEMU died of {text}");
                break;
            }
        }

        return refused;
    }

    private static string Make(CommandGenerator commands, DeterministicRandom random, int index)
    {
        ArrayBufferWriter<byte> output = new();
        commands.Write(output, random, Obedience.Valid, index);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static bool IsHarmless(string command) =>
        SafetyCheck.Allows([Encoding.UTF8.GetBytes(command)], new SafetyPolicy(AllowDestructive: false, AllowHostAccess: false));

    [GeneratedRegex("unexpected|missing|Invalid parameter type")]
    private static partial Regex NotByType();
}
