using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Builds;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Builds;

/// <summary>The state that a build is to come into, as it was sent.</summary>
internal sealed record BuildRequest(BuildState State, string Reason, FaultList Faults)
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 1024;

    /// <summary>Reads the body of a new build, which says nothing.</summary>
    public static FaultList ReadNew(JsonElement body)
    {
        var fields = new JsonFields(body, [], "");
        fields.Finish();
        return fields.Faults;
    }

    public static BuildRequest Read(JsonElement body)
    {
        var fields = new JsonFields(body, [], "");
        var name = fields.RequiredText("state", 64);
        var state = BuildState.Pending;
        if (name is not null && !(BuildStates.TryParse(name, out state) && state != BuildState.Pending))
        {
            fields.Fault("state", $"Must be one of {string.Join(", ", BuildStates.Names.Skip(1))}.");
        }

        var reason = fields.Text("reason", MaxReason) ?? "";

        // What a read shows besides may be sent back; it decides nothing.
        fields.Ignore("id", "workspaceId", "number", "latest", "createdBy", "createdAt", "updatedAt", "finishedAt");
        fields.Finish();
        return new BuildRequest(state, reason, fields.Faults);
    }
}
