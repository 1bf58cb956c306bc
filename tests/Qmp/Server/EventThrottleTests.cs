using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

public class EventThrottleTests
{
    private const string Rtc = """{"offset": 78, "qom-path": "/machine/unattached/device[0]"}""";

    [Fact]
    public void LimitedEvent_FirstGoesOut_OfTheRestTheLastAfterASecond() => Conversation.Negotiated()
        .MachineRaises("RTC_CHANGE").ServerEvent("RTC_CHANGE", Rtc)
        .Passes(300).MachineRaises("RTC_CHANGE").MachineRaises("RTC_CHANGE").ServerIsSilent()
        .Passes(699).ServerIsSilent()
        .Passes(1).ServerEvent("RTC_CHANGE", Rtc).ServerIsSilent()
        .MachineRaises("RTC_CHANGE").ServerIsSilent()
        .Passes(1000).ServerEvent("RTC_CHANGE", Rtc)
        .Passes(1000).ServerIsSilent()
        .MachineRaises("RTC_CHANGE").ServerEvent("RTC_CHANGE", Rtc);

    [Fact]
    public void LimitedEvents_OfDifferentKinds_HaveLimitsOfTheirOwn() => Conversation.Negotiated()
        .MachineRaises("RTC_CHANGE").ServerEvent("RTC_CHANGE", Rtc)
        .MachineRaises("WATCHDOG").ServerEvent("WATCHDOG", """{"action": "none"}""");

    [Fact]
    public void OtherEvents_AreNotLimited() => Conversation.Negotiated()
        .MachineRaises("RESET").ServerEvent("RESET", """{"guest": true, "reason": "guest-reset"}""")
        .MachineRaises("RESET").ServerEvent("RESET", """{"guest": true, "reason": "guest-reset"}""");
}
