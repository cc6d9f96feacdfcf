using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Operators;

/// <summary>An operator to be created, as it was sent.</summary>
internal sealed record NewOperatorRequest(string Name, OperatorRole Role, FaultList Faults)
{
    private const int MaxName = 128;

    public static NewOperatorRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var name = fields.RequiredText("name", MaxName);
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            fields.Fault("name", $"Must have 1 to {MaxName} characters.");
        }

        var text = fields.RequiredText("role", 32);
        if (!OperatorRoles.TryParse(text, out var role) && text is not null)
        {
            fields.Fault("role", $"Must be one of {string.Join(", ", OperatorRoles.Names)}.");
        }

        fields.Finish();
        return new NewOperatorRequest(name ?? "", role, faults);
    }
}
