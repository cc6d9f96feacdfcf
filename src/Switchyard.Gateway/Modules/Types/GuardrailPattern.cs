using System.Text.RegularExpressions;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>A rule with its expression.</summary>
internal sealed record GuardrailPattern(GuardrailRule Rule, Regex Expression);
