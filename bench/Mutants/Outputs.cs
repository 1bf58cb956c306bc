using System.Globalization;
using System.Security.Cryptography;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Bench.Mutants;

/// <summary>What a core answers to the transcripts of real servers and to the corpus that ships: whether a mutation changes anything that a client can see.</summary>
internal sealed class Outputs
{
    private readonly List<byte[]> _testcases;

    /// <summary>The folder is that of the repository's corpus.</summary>
    public Outputs(string corpus)
    {
        byte[] agent = TestcaseDialect.Choosing(ProtocolDialect.All.Index().First(each => each.Item == ProtocolDialect.Qga).Index).ToArray();
        _testcases =
        [
            .. ShippedFiles.LoadSeeds().Select(seed => seed.Testcase),
            .. Directory.GetFiles(Path.Combine(corpus, "regressions"), "*.qmpt").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            .. Transcripts.Load(Path.Combine(corpus, "conformance", "qemu-7.2", "extra.jsonl")),
            .. Transcripts.Load(Path.Combine(corpus, "conformance", "qemu-7.2", "public.jsonl")),
            .. Transcripts.Load(Path.Combine(corpus, "conformance", "qemu-ga-7.2", "transcripts.jsonl")).Select(testcase => (byte[])[.. agent, .. testcase]),
        ];
    }

    /// <summary>A digest of the answers to each testcase.</summary>
    public string[] Of(AssemblyImage? core) => [.. Run(core)];

    /// <summary>The number of the first testcase that is answered otherwise; null: all are answered the same.</summary>
    public int? FirstDifference(AssemblyImage core, string[] expected)
    {
        int number = 0;
        foreach (string digest in Run(core))
        {
            if (digest != expected[number])
            {
                return number;
            }

            number++;
        }

        return null;
    }

    private IEnumerable<string> Run(AssemblyImage? core)
    {
        InProcessExecutor executor = EmbeddedTarget.Load("qemu", core: core).NewExecutor();
        ServerTranscript answers = new();
        return _testcases.Select(testcase => Digest(executor.Run(testcase), answers));
    }

    private static string Digest(Execution execution, ServerTranscript answers)
    {
        answers.Take(execution.Log);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int monitor = 0; monitor < answers.Count; monitor++)
        {
            hash.AppendData(answers[monitor]);
            hash.AppendData([(byte)monitor]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{execution.Outcome} {Convert.ToHexString(hash.GetHashAndReset())}");
    }
}
