using Switchyard.Model.Revisions;
using Switchyard.Storage.Revisions;

namespace Switchyard.Admin.Mutations;

/// <summary>Makes rows of cuts; <see cref="MutationRunner"/> fills in revision and time.</summary>
internal static class Cuts
{
    public static CutRow Of(CutKind kind, Guid id) =>
        new() { Kind = kind == CutKind.Provider ? "provider" : "provider_key", Id = id, Revision = 0, CreatedAt = default };
}
