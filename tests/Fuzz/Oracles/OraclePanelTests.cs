using System.Text.Json;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class OraclePanelTests
{
    [Fact]
    public void Oracles_OverTheCoreWithRecordedInputs_ObjectToNone()
    {
        Reproducer embedded = Reproducer.Embedded("qemu");
        List<string> objections = [];
        foreach (string line in File.ReadLines(Repository.PathOf("corpus/conformance/qemu-7.2/public.jsonl")))
        {
            (string name, byte[] testcase) = Testcase(line);
            objections.AddRange(embedded.Judge(testcase) is { } finding ? [$"{name}: {FindingText.Verdict(finding)}"] : []);
        }

        Assert.True(objections.Count == 0, string.Join('\n', objections));
    }

    private static (string Name, byte[] Testcase) Testcase(string line)
    {
        using JsonDocument transcript = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 4096 });
        TestcaseWriter testcase = new();
        foreach (JsonElement step in transcript.RootElement.GetProperty("steps").EnumerateArray())
        {
            if (step.TryGetProperty("send_hex", out JsonElement sent))
            {
                testcase.Bytes(Convert.FromHexString(sent.GetString()!));
                testcase.Step(StepKind.EndOfChunk);
            }
        }

        return (transcript.RootElement.GetProperty("name").GetString()!, testcase.Written.ToArray());
    }
}
