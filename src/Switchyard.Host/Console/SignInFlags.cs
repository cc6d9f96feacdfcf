using System.CommandLine;
using Switchyard.Admin.Options;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Console;

/// <summary>The options of sign-in by an OpenID Connect issuer. They are of the process and not of the configuration, as the operator token is: whoever may change the configuration must not thereby decide who operates.</summary>
internal sealed class SignInFlags(FlagValues values, Func<string, string?> environment)
{
    private const string IssuerVariable = "SWITCHYARD_SIGN_IN_ISSUER";
    private const string ClientVariable = "SWITCHYARD_SIGN_IN_CLIENT_ID";
    private const string RolesVariable = "SWITCHYARD_SIGN_IN_ROLES";
    private const string SecretVariable = "SWITCHYARD_SIGN_IN_CLIENT_SECRET";

    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    private readonly Option<string?> _issuer = FlagValues.Option("--sign-in-issuer", IssuerVariable, "none", $"OpenID Connect issuer whose people may sign in to the console; the client's secret is in {SecretVariable}.", "URL");
    private readonly Option<string?> _client = FlagValues.Option("--sign-in-client-id", ClientVariable, "none", "What the issuer knows this system by.", "ID");
    private readonly Option<string?> _scopes = FlagValues.Option("--sign-in-scopes", "SWITCHYARD_SIGN_IN_SCOPES", "profile,email", "Scopes that are asked for besides openid; comma-separated.", "LIST");
    private readonly Option<string?> _claim = FlagValues.Option("--sign-in-role-claim", "SWITCHYARD_SIGN_IN_ROLE_CLAIM", "roles", "Claim of the id token that says what somebody may do.", "NAME");
    private readonly Option<string?> _roles = FlagValues.Option("--sign-in-roles", RolesVariable, "none", "Which value of the claim gives which role, such as admin=platform,viewer=*; whoever has none does not come in.", "LIST");
    private readonly Option<string?> _address = FlagValues.Option("--sign-in-address", "SWITCHYARD_SIGN_IN_ADDRESS", "as the request names it", "The control plane's address as browsers know it, behind a proxy.", "URL");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_issuer, _client, _scopes, _claim, _roles, _address])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Null without an issuer; every fault names the flag or the variable it came from.</summary>
    public FederationOptions? Read(ParseResult parsed, FaultList faults)
    {
        var issuer = values.Read(parsed, _issuer, IssuerVariable);
        if (issuer.Text is null)
        {
            return null;
        }

        if (!Uri.TryCreate(issuer.Text, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            faults.Add(issuer.Source, $"'{issuer.Text}' is no issuer: it must be an https address without query (http on loopback).");
            return null;
        }

        var client = values.Read(parsed, _client, ClientVariable);
        if (client.Text is null)
        {
            faults.Add(ClientVariable, "It is needed with an issuer.");
        }

        var outside = values.Read(parsed, _address, "SWITCHYARD_SIGN_IN_ADDRESS");
        return new FederationOptions
        {
            Issuer = address,
            ClientId = client.Text ?? "",
            ClientSecret = environment(SecretVariable) is { Length: > 0 } secret ? new Secret(secret) : null,
            Scopes = values.Read(parsed, _scopes, "SWITCHYARD_SIGN_IN_SCOPES").Text is { } scopes ? FlagValues.Split(scopes) : ["profile", "email"],
            RoleClaim = values.Read(parsed, _claim, "SWITCHYARD_SIGN_IN_ROLE_CLAIM").Text ?? "roles",
            Roles = RulesOf(values.Read(parsed, _roles, RolesVariable), faults),
            Address = outside.Text is null ? null : FlagValues.Address(outside, "https://switchyard.example.com", faults),
        };
    }

    private static (string Role, string Value)[] RulesOf((string? Text, string Source) value, FaultList faults)
    {
        var rules = new List<(string Role, string Value)>();
        foreach (var rule in FlagValues.Split(value.Text))
        {
            var parts = rule.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var role, { Length: > 0 } claim] && Roles.Contains(role))
            {
                rules.Add((role, claim));
            }
            else
            {
                faults.Add(value.Source, $"'{rule}' is not written as ROLE=VALUE with one of the roles {string.Join(", ", Roles)}.");
            }
        }

        if (rules.Count == 0)
        {
            faults.Add(value.Source, "It is needed with an issuer: without it nobody would come in.");
        }

        return [.. rules];
    }
}
