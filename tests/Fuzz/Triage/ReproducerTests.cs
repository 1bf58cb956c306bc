using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class ReproducerTests
{
    [Fact]
    public void Minimise_OnATargetThatRemembers_KeepsWhatTheInputNeedsItself()
    {
        using Reproducer reproducer = new(new HarnessTarget(() => new RememberingHarness()), "qemu");
        byte[] testcase = "some 1 and 2 more"u8.ToArray();
        Finding finding = reproducer.Judge(testcase)!;
        Assert.Equal("12", Encoding.ASCII.GetString(reproducer.Minimise(testcase, finding.Signature).Testcase));
    }

    [Fact]
    public void Judge_OnATargetThatRemembers_SeesOnlyThisInput()
    {
        using Reproducer reproducer = new(new HarnessTarget(() => new RememberingHarness()), "qemu");
        reproducer.Execute("1"u8.ToArray());
        Assert.Null(reproducer.Judge("2"u8.ToArray()));
    }

    /// <summary>Fails at a 2 if there was a 1 before it, be it in an earlier input.</summary>
    private sealed class RememberingHarness : IHarness
    {
        private bool _isReady;

        public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
        {
            foreach (byte each in testcase)
            {
                _isReady |= each == '1';
                if (each == '2' && _isReady)
                {
                    throw new InvalidOperationException("2 after 1");
                }
            }
        }
    }
}
