// Run by ./dev jenkins at start-up: puts the demo Pipelines into a fresh Jenkins and starts them.
import hudson.model.ParametersAction
import hudson.model.ParametersDefinitionProperty
import hudson.model.StringParameterDefinition
import hudson.model.StringParameterValue
import jenkins.model.Jenkins
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob
import org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty

def jenkins = Jenkins.get()
def create = { name, file ->
    def job = jenkins.createProject(WorkflowJob, name)
    job.definition = new CpsFlowDefinition(new File(jenkins.rootDir, file).text, true)
    job.save()
    return job
}
if (jenkins.getItem('model-gates') == null) {
    create('model-gates', 'gates.Jenkinsfile').scheduleBuild2(5)
}
if (jenkins.getItem('deliver') == null) {
    def deliver = create('deliver', 'deliver.Jenkinsfile')
    // the Pipeline declares both itself, but only once it has run
    deliver.addProperty(new DisableConcurrentBuildsJobProperty())
    deliver.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition('VERSION', '1.0')))
    ['1.0', '2.0', '3.0', '4.0'].each {
        deliver.scheduleBuild2(10, new ParametersAction(new StringParameterValue('VERSION', it)))
    }
}
