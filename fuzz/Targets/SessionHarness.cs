using System.Buffers;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>Plays testcases to a user's server; steps that only the built-in machine knows (completions, events, time) do nothing.</summary>
internal sealed class SessionHarness(ISessionTarget target) : IHarness
{
    private readonly bool[] _isConnected = new bool[ScheduleStep.MonitorLimit];
    private readonly bool[] _hasEnded = new bool[ScheduleStep.MonitorLimit];
    private readonly ArrayBufferWriter<byte> _output = new();

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        target.Reset();
        Array.Clear(_isConnected);
        int monitor = 0;
        Connect(monitor, log);
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            switch (step.Kind)
            {
                case StepKind.Bytes: Send(monitor, bytes, log); break;
                case StepKind.Reconnect: Disconnect(monitor, log); Connect(monitor, log); break;
                case StepKind.Disconnect: Disconnect(monitor, log); break;
                case StepKind.EndOfInput: EndInput(monitor, log); break;
                case StepKind.Monitor: Connect(monitor = step.Choose(ScheduleStep.MonitorLimit), log); break;
                default: break;
            }
        }

        log.Add(LogKind.Drained, 0);
        for (int each = 0; each < _isConnected.Length; each++)
        {
            Disconnect(each, log);
        }
    }

    private void Connect(int monitor, ExecutionLog log)
    {
        if (!_isConnected[monitor])
        {
            (_isConnected[monitor], _hasEnded[monitor]) = (true, false);
            log.Add(LogKind.Connect, monitor);
            target.Connect(monitor);
            TakeOutputs(log);
        }
    }

    private void Send(int monitor, ReadOnlySpan<byte> bytes, ExecutionLog log)
    {
        if (_isConnected[monitor] && !_hasEnded[monitor])
        {
            log.Add(LogKind.ClientSent, monitor, bytes);
            target.Receive(monitor, bytes);
            TakeOutputs(log);
        }
    }

    private void EndInput(int monitor, ExecutionLog log)
    {
        if (_isConnected[monitor] && !_hasEnded[monitor])
        {
            _hasEnded[monitor] = true;
            log.Add(LogKind.EndOfInput, monitor);
            target.EndOfInput(monitor);
            TakeOutputs(log);
        }
    }

    private void Disconnect(int monitor, ExecutionLog log)
    {
        if (_isConnected[monitor])
        {
            _isConnected[monitor] = false;
            log.Add(LogKind.Disconnect, monitor);
            target.Disconnect(monitor);
            TakeOutputs(log);
        }
    }

    private void TakeOutputs(ExecutionLog log)
    {
        for (int monitor = 0; monitor < _isConnected.Length; monitor++)
        {
            if (!_isConnected[monitor])
            {
                continue;
            }

            target.TakeOutput(monitor, _output);
            if (_output.WrittenCount > 0)
            {
                log.Add(LogKind.ServerSent, monitor, _output.WrittenSpan);
                _output.ResetWrittenCount();
            }
        }
    }
}
