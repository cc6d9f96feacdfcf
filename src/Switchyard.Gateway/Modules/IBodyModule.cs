namespace Switchyard.Gateway.Modules;

/// <summary>Sees the body of a good answer that is one document (status 2xx), whole, before the client gets any of it.</summary>
public interface IBodyModule : IModule
{
    /// <summary>Longest body in bytes it wants to see of the answer to this request; 0 for none. A longer one passes as it comes, or is refused if <see cref="MustSee"/>.</summary>
    int Wants(ModuleRequest request);

    /// <summary>Whether a body that is too long for it, or is coded so that it can not be read, must not pass.</summary>
    bool MustSee => false;

    /// <summary>Looks at the body and may replace it. Only <see cref="ModuleVerdict.Continue"/> and refusals are heard.</summary>
    ModuleVerdict OnBody(ModuleRequest request, ModuleBody body);
}
