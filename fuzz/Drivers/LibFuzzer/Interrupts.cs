using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Ctrl-C and SIGTERM for a process that only starts others.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly TextWriter _errors;

    public Interrupts(TextWriter errors)
    {
        _errors = errors;
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _source.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        _errors.WriteLine($"=={Environment.ProcessId}== libFuzzer: run interrupted; exiting");
        _source.Cancel();
    }
}
