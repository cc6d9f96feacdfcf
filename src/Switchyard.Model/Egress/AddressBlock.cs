using System.Net;

namespace Switchyard.Model.Egress;

/// <summary>A block of special addresses and why they are special.</summary>
/// <param name="Network">The block.</param>
/// <param name="Kind">What people call it, with its article.</param>
/// <param name="ByNameToo">Whether naming the host is enough to allow it; otherwise the block itself must be listed (metadata services answer there).</param>
internal sealed record AddressBlock(IPNetwork Network, string Kind, bool ByNameToo);
