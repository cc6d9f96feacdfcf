using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.ToyNode;

/// <summary>Nobody is signed in to anything.</summary>
internal sealed class NoBearers : IBearers
{
    public IBearer? Of(BundleConfig bundle) => null;
}
