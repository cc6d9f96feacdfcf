using System.Net;
using Switchyard.Model.Egress;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Egress;

public sealed class EgressPolicyTests
{
    /// <summary>Addresses of the ranges that attackers ask for, and their spellings inside IPv6.</summary>
    private static readonly string[] SpecialV4 =
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.0.0.53", "127.1.2.3",
        "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2", "169.254.255.255", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
        "240.0.0.1", "255.255.255.255",
    ];

    private static readonly string[] SpecialV6 =
    [
        "::", "::1", "fe80::1", "fe80::a9fe:a9fe", "febf::1", "fec0::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd20:ce::254", "fdff:ffff::1", "ff02::1", "ff05::2",
        "64:ff9b:1::1", "64:ff9b:1:ffff::7f00:1", "100::1", "2001:db8::1", "2001:2::1", "3fff::1", "5f00::1",
    ];

    private static readonly string[] Public =
    [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::200e", "64:ff9b::808:808",
        "2002:808:808::1", "::ffff:8.8.8.8", "fbff::1",
    ];

    public static TheoryData<string> Refused => [.. SpecialV4, .. SpecialV6, .. SpecialV4.SelectMany(Disguises)];

    public static TheoryData<string> Allowed => [.. Public];

    [Theory]
    [MemberData(nameof(Refused))]
    [Trait("criterion", "PRV-17")]
    public void Special_addresses_are_refused_in_every_spelling(string address) =>
        EgressPolicy.PublicOnly.Refusal(IPAddress.Parse(address), "provider.example").ShouldNotBeNull().ShouldContain("--egress-allow");

    [Theory]
    [MemberData(nameof(Allowed))]
    [Trait("criterion", "PRV-17")]
    public void Public_addresses_are_not(string address) => EgressPolicy.PublicOnly.Refusal(IPAddress.Parse(address), "provider.example").ShouldBeNull();

    [Fact]
    [Trait("criterion", "PRV-17")]
    public void The_corpus_has_more_than_200_entries() => Refused.Count.ShouldBeGreaterThan(200);

    [Theory]
    [Trait("criterion", "PRV-17")]
    [InlineData("127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("127.0.0.0/8", "::ffff:127.0.0.1", true)]
    [InlineData("127.0.0.0/8", "::1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.0.0.0/8", "64:ff9b::a01:203", true)]
    [InlineData("64:ff9b::/96", "64:ff9b::a01:203", true)]
    [InlineData("0.0.0.0/0", "10.0.0.1", true)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("::/0", "64:ff9b::a9fe:a9fe", false)]
    [InlineData("::/0", "fe80::1", false)]
    [InlineData("169.254.0.0/16", "169.254.169.254", true)]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("100.64.0.0/10", "100.100.100.200", false)]
    [InlineData("provider.example", "10.0.0.1", true)]
    [InlineData("PROVIDER.example.", "127.0.0.1", true)]
    [InlineData("other.example", "10.0.0.1", false)]
    [InlineData("provider.example", "169.254.169.254", false)]
    [InlineData("provider.example", "::ffff:169.254.169.254", false)]
    [InlineData("provider.example", "0.0.0.0", false)]
    public void The_list_allows_exactly_what_it_names(string entry, string address, bool allowed)
    {
        var faults = new FaultList();
        var policy = EgressPolicy.Parse([entry], faults);
        faults.ShouldBeEmpty();
        (policy.Refusal(IPAddress.Parse(address), "provider.example") is null).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("http://host")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("*.example")]
    public void A_bad_entry_is_named(string entry)
    {
        var faults = new FaultList();
        EgressPolicy.Parse(["127.0.0.1", entry], faults);
        faults.ShouldHaveSingleItem().Field.ShouldBe("egress.allow[1]");
    }

    private static IEnumerable<string> Disguises(string v4)
    {
        var b = IPAddress.Parse(v4).GetAddressBytes();
        var (high, low) = ($"{b[0]:x2}{b[1]:x2}", $"{b[2]:x2}{b[3]:x2}");
        var (notHigh, notLow) = ($"{(byte)~b[0]:x2}{(byte)~b[1]:x2}", $"{(byte)~b[2]:x2}{(byte)~b[3]:x2}");
        yield return $"::ffff:{v4}";
        yield return $"::{v4}";
        yield return $"64:ff9b::{high}:{low}";
        yield return $"2002:{high}:{low}::1";
        yield return $"2001:0:{high}:{low}::1";
        yield return $"2001:0:808:808::{notHigh}:{notLow}";
        yield return $"2a00:1450::5efe:{high}:{low}";
    }
}
