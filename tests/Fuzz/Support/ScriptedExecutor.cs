using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Tests.Fuzz.Support;

/// <summary>Stands in for a target: a test says what it answers to each chunk, or what it throws.</summary>
internal sealed class ScriptedExecutor(Func<byte[], string> answer) : IExecutor
{
    private readonly Execution _execution = new(new ExecutionLog());

    public int Runs { get; private set; }

    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        Runs++;
        ExecutionLog log = _execution.Log;
        log.Clear();
        (_execution.Outcome, _execution.Failure) = (ExecutionOutcome.Completed, null);
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ServerSent, 0, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"u8);
        try
        {
            Play(testcase, log);
        }
        catch (InvalidOperationException failure)
        {
            (_execution.Outcome, _execution.Failure) = (ExecutionOutcome.Crashed, failure);
        }

        return _execution;
    }

    private void Play(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind == StepKind.Bytes)
            {
                log.Add(LogKind.ClientSent, 0, bytes);
                log.Add(LogKind.ServerSent, 0, System.Text.Encoding.UTF8.GetBytes(answer(bytes.ToArray())));
            }
        }

        log.Add(LogKind.Drained, 0);
        log.Add(LogKind.Disconnect, 0);
    }
}
