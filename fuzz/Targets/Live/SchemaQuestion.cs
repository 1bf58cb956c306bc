using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>Asks a server which commands it has.</summary>
internal static class SchemaQuestion
{
    private static ReadOnlySpan<byte> Question => "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"query-qmp-schema\"}\n"u8;

    /// <summary>Its schema; null if nobody answers, or with something else.</summary>
    public static QmpSchema? Ask(QmpEndpoint endpoint, TimeSpan patience)
    {
        using LiveConnection? connection = LiveConnection.TryOpen(endpoint, greets: true, patience, new ConnectionMemory());
        ExecutionLog log = new();
        connection?.Begin(log);
        if (connection?.Settle(Question, 0) != true)
        {
            return null;
        }

        List<byte> answers = [];
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            answers.AddRange(entry.Kind == LogKind.ServerSent ? log.BytesOf(entry) : default);
        }

        return Find(answers.ToArray());
    }

    private static QmpSchema? Find(ReadOnlySpan<byte> answers)
    {
        foreach (Range line in answers.Split((byte)'\n'))
        {
            if (UpstreamSchema.Parse(answers[line], out _) is { Schema: { Commands.Count: > 0 } schema })
            {
                return schema;
            }
        }

        return null;
    }
}
