namespace Switchyard.Admin.Gateways;

/// <summary>What can become of an event at an instance.</summary>
internal static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Acked = "acked";
    public const string Rejected = "rejected";
}
