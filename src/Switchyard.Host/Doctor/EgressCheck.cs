using System.Net;
using Switchyard.Model.Egress;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Doctor;

/// <summary>The allow list of special addresses: readable, and no wider than somebody can have meant.</summary>
internal static class EgressCheck
{
    private const string Check = "egress";

    /// <summary>Blocks larger than the largest private one.</summary>
    private const int WidestIPv4 = 8;

    private const int WidestIPv6 = 7;

    public static IEnumerable<Finding> Run(IReadOnlyList<string> allow)
    {
        var faults = new FaultList();
        EgressPolicy.Parse(allow, faults, "--egress-allow");
        foreach (var fault in faults)
        {
            yield return new Finding(Check, FindingState.Failed, $"{fault.Field}: {fault.Detail}", "Write CIDRs, addresses and host names, separated by commas.");
        }

        foreach (var entry in allow)
        {
            if (IPNetwork.TryParse(entry.Trim(), out var network) && network.PrefixLength < (network.BaseAddress.GetAddressBytes().Length == 4 ? WidestIPv4 : WidestIPv6))
            {
                yield return new Finding(Check, FindingState.Warning, $"'{entry.Trim()}' lets providers and bundles reach every private address there is: whoever may change the configuration reaches all of your network.", "Name the networks or hosts that providers are in.");
            }
        }
    }
}
